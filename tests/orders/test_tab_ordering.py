from decimal import Decimal

import pytest

from orders.models import Order
from orders.operations.moving import move_order
from orders.tabs.errors import NoTabs, TabClosed, TableBusy, TabPaying, TakenOff
from orders.tabs.models import Tab
from orders.tabs.paying import close_tab, reopen_tab
from orders.tabs.seating import look_after, merge_tabs, move_tab, remove_guest, sit_down
from orders.tabs.serving import answer_call, call_waiter
from orders.tabs.splitting import ask_bill, order_more
from payments.models import Payment
from tests.orders.tabbing import bill, open_tables, order, sit, split, table_of_two


@pytest.fixture
def tables(tenant):
    open_tables(tenant)
    return tenant


def test_the_second_phone_joins_the_first_ones_tab(tables):
    ana, other = sit(tables, "Ana Lima"), sit(tables, "ana")

    assert ana.tab == other.tab == Tab.objects.get()
    assert [ana.name, other.name] == ["Ana", "ana 2"]
    assert sit_down(tenant=tables, table_label="7", name="X", tokens=[ana.token]) == ana


def test_an_order_lands_on_the_tab_and_asks_for_no_payment(tables):
    ana = sit(tables)

    first, second = order(tables, ana), order(tables, ana)

    assert (first.tab, first.tab_guest, first.table_label) == (ana.tab, ana, "7")
    assert first.person == second.person
    assert not Payment.objects.exists()
    assert bill(ana.tab).total == Decimal("66.00")


def test_nothing_lands_once_the_bill_was_asked_for_until_it_is_taken_back(tables):
    ana, _bruno = table_of_two(tables)
    ask_bill(ana.tab)

    with pytest.raises(TabPaying):
        order(tables, ana)

    assert Order.objects.count() == 2
    order_more(ana.tab)
    order(tables, ana)
    assert Order.objects.filter(tab=ana.tab).count() == 3


def test_a_closed_tab_takes_nobody_back_and_the_table_begins_anew(tables):
    ana = sit(tables)
    close_tab(ana.tab, actor=None)

    with pytest.raises(TabClosed):
        order(tables, ana)

    assert sit(tables, "Caio").tab != ana.tab
    with pytest.raises(TableBusy):
        reopen_tab(ana.tab, actor=None)


def test_who_was_taken_off_neither_orders_nor_comes_back(tables):
    ana = sit(tables)
    remove_guest(ana, actor=None)

    with pytest.raises(TakenOff):
        order(tables, ana)
    with pytest.raises(TakenOff):
        sit_down(tenant=tables, table_label="7", name="Ana", tokens=[ana.token])


def test_without_tabs_nobody_sits_down(shop):
    with pytest.raises(NoTabs):
        sit(shop)


def test_a_tab_moves_with_its_orders_but_not_onto_another(tables):
    ana, caio = sit(tables), sit(tables, "Caio", table="9")
    placed = order(tables, ana)

    with pytest.raises(TableBusy):
        move_tab(ana.tab, table_label="9", actor=None)
    move_tab(ana.tab, table_label="12", actor=None)

    placed.refresh_from_db()
    assert placed.table_label == "12"
    assert caio.tab.table_label == "9"


def test_merged_tables_are_one_bill_with_what_was_paid(tables):
    ana, bruno = table_of_two(tables)
    caio = sit(tables, "Caio", table="9")
    order(tables, caio, "10.00")
    split(caio, "all")

    into = merge_tabs(caio.tab, into=ana.tab, actor=None)

    assert (bill(into).total, bill(into).left) == (Decimal("99.01"), Decimal("99.01"))
    assert order(tables, caio, "1.00").tab == into
    assert {one.name for one in into.guests.all()} == {"Ana", "Bruno", "Caio"}
    assert bill(caio.tab).total == 0


def test_calling_twice_rings_once_until_somebody_answers(tables):
    ana = sit(tables)

    first = call_waiter(ana.tab, guest=ana, reason="order")
    assert call_waiter(ana.tab, guest=ana, reason="help") == first
    answer_call(first, actor=None)

    assert call_waiter(ana.tab, guest=ana) != first
    assert ana.tab.calls.filter(answered_at=None).count() == 1


def test_nobody_joins_the_tab_of_yesterday(tables):
    ana = sit(tables)
    order(tables, ana)
    Order.objects.update(placed_at="2020-01-01T00:00Z")
    Tab.objects.update(active_at="2020-01-01T00:00Z")

    assert sit(tables, "Caio").tab != ana.tab
    look_after(ana.tab.pk)

    ana.tab.refresh_from_db()
    assert ana.tab.status == "abandoned"


def test_a_rejected_order_leaves_the_bill(tables):
    ana, _bruno = table_of_two(tables)

    move_order(ana.orders.get(), verb="reject", reason="stock", actor=None)

    assert bill(ana.tab).total == Decimal("55.01")
