from decimal import Decimal

import pytest

from flowt.events.models import Event
from orders.models import Order
from orders.operations.moving import move_order
from orders.tabs.errors import (
    BeingPaid,
    ItemsTaken,
    MoneyLeft,
    NothingLeft,
    OwesLess,
    ServiceFixed,
    ShareGone,
    SharePaid,
    TooMuch,
)
from orders.tabs.models import TabShare
from orders.tabs.paying import (
    bring_tab_up_to_date,
    close_tab,
    note_refund,
    pay_share,
    receive_share,
    take_payment,
)
from orders.tabs.splitting import ask_bill, choose_service, order_more, split_bill
from payments.models import Payment
from payments.operations import confirm_payment
from payments.purposes import purpose_of
from tests.orders.tabbing import bill, ledger_sum, open_tables, order, split, table_of_two


@pytest.fixture
def two(tenant):
    open_tables(tenant)
    return table_of_two(tenant)


def amounts(shares) -> list[str]:
    return [str(one.amount) for one in shares]


def test_equal_parts_come_to_the_bill_and_close_it_once_paid(two):
    ana, _bruno = two

    shares = split(ana, parts=3)
    for share in shares:
        receive_share(share, gateway="cash", actor=None)

    assert amounts(shares) == ["29.34", "29.34", "29.33"]
    ana.tab.refresh_from_db()
    assert ana.tab.status == "closed"
    assert all(one.is_paid for one in Order.objects.all())
    orders = sum(one.total for one in Order.objects.all())
    assert ledger_sum("approved") == Decimal("88.01") == orders + Decimal("8.00")
    assert Event.objects.filter(type="order.paid").count() == 2


def test_each_pays_their_own_with_their_part_of_the_service(two):
    ana, bruno = two

    shares = split(ana, "guest")

    assert {(one.guest, str(one.amount)) for one in shares} == {(ana, "33.00"), (bruno, "55.01")}


def test_chosen_items_are_paid_for_once(two):
    ana, bruno = two
    line = bruno.orders.get().lines.get()

    (share,) = split(bruno, "items", units=[(line.pk, 1)])
    with pytest.raises(ItemsTaken):
        split_bill(ana.tab, kind="items", guest=ana, units=[(line.pk, 1)])

    rest = ana.orders.get().lines.get()
    (last,) = split_bill(ana.tab, kind="items", guest=ana, units=[(rest.pk, 1)])
    assert amounts([share, last]) == ["55.01", "33.00"]


def test_no_part_is_larger_than_what_is_left(two):
    ana, bruno = two
    (share,) = split(ana, "amount", amount=Decimal("80.00"))
    pay_share(share, gateway="card", guest=ana)

    with pytest.raises(TooMuch):
        split_bill(ana.tab, kind="amount", guest=bruno, amount=Decimal("8.02"))
    assert amounts(split_bill(ana.tab, kind="all", guest=bruno)) == ["8.01"]
    pay_share(TabShare.objects.latest("pk"), gateway="card", guest=bruno)
    with pytest.raises(NothingLeft):
        split_bill(ana.tab, kind="equal", guest=ana.tab.guests.create(name="Caio"), parts=2)


def test_a_new_split_leaves_alone_what_is_being_paid(two):
    ana, bruno = two
    mine, other = split(ana)
    pay_share(mine, gateway="card", guest=ana)

    again = split_bill(ana.tab, kind="equal", guest=bruno, parts=2)

    assert amounts(again) == ["22.00", "22.00"]
    mine.refresh_from_db()
    assert mine.status == "waiting"
    with pytest.raises(ShareGone):
        pay_share(other, gateway="card")
    with pytest.raises(BeingPaid):
        order_more(ana.tab)


def test_two_phones_on_one_part_get_one_payment_and_it_is_paid_once(two):
    ana, bruno = two
    share = split(ana)[0]

    assert pay_share(share, gateway="card", guest=ana) == pay_share(share, gateway="card")
    receive_share(share, gateway="card", actor=None)
    receive_share(share, gateway="card", actor=None)

    with pytest.raises(SharePaid):
        pay_share(share, gateway="cash", guest=bruno)
    assert ledger_sum("approved") == Decimal("44.01")


def test_another_way_of_paying_takes_the_first_ones_place(two):
    share = split(two[0])[0]
    first = pay_share(share, gateway="card")

    second = pay_share(share, gateway="cash")

    first.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "pending")
    assert second.amount == share.amount


def test_more_orders_after_a_part_was_paid_count_what_was_paid(two, tenant):
    ana, _bruno = two
    mine, other = split(ana)
    receive_share(mine, gateway="cash", actor=None)

    order_more(ana.tab)
    order(tenant, ana, "10.00")
    ask_bill(ana.tab)

    other.refresh_from_db()
    assert other.status == "void"
    assert amounts(split_bill(ana.tab, kind="all")) == ["55.00"]  # 99.01 less 44.01


def test_an_order_cancelled_after_all_was_paid_sends_its_money_back(two):
    ana, bruno = two
    for share in split(ana, "guest"):
        receive_share(share, gateway="cash", actor=None)

    move_order(bruno.orders.get(), verb="reject", reason="stock", actor=None)

    found = bill(ana.tab)
    assert (found.total, found.refund_due, found.left) == (
        Decimal("33.00"),
        Decimal("55.01"),
        0,
    )
    for payment in Payment.objects.all():
        note_refund(payment, tab=ana.tab, actor=None)
        note_refund(payment, tab=ana.tab, actor=None)
    assert ledger_sum("approved") - ledger_sum("refunded") == Decimal("33.00")
    assert bruno.orders.get().paid == 0
    assert ana.orders.get().is_paid


def test_an_order_cancelled_meanwhile_never_overcharges(two):
    ana, bruno = two
    (share,) = split(ana, "all")
    payment = pay_share(share, gateway="card", guest=ana)

    move_order(bruno.orders.get(), verb="reject", reason="stock", actor=None)

    share.refresh_from_db()
    payment.refresh_from_db()
    assert (share.status, payment.status) == ("void", "cancelled")
    assert amounts(split_bill(ana.tab, kind="all")) == ["33.00"]


def test_the_customer_declines_the_service_until_money_moves(two):
    ana, _bruno = two
    choose_service(ana.tab, is_wanted=False)
    assert bill(ana.tab).total == Decimal("80.01")

    pay_share(split(ana)[0], gateway="card")

    with pytest.raises(ServiceFixed):
        choose_service(ana.tab, is_wanted=True)


def test_the_team_takes_money_once_and_never_too_much(two):
    ana, _bruno = two
    split(ana, parts=4)

    for _twice in range(2):
        take_payment(ana.tab, amount=Decimal("80.00"), gateway="cash", key="k1", actor=None)
    with pytest.raises(TooMuch):
        take_payment(ana.tab, amount=Decimal("8.02"), gateway="cash", key="k2", actor=None)

    assert bill(ana.tab).left == Decimal("8.01")
    assert bill(ana.tab).planned <= Decimal("8.01")
    with pytest.raises(MoneyLeft):
        close_tab(ana.tab, actor=None)
    take_payment(ana.tab, amount=Decimal("8.01"), gateway="card", key="k3", actor=None)
    assert bill(ana.tab).left == 0
    assert ana.tab.status == "closed"


def test_given_up_debt_pays_the_oldest_orders_only(two):
    ana, bruno = two
    take_payment(ana.tab, amount=Decimal("40.00"), gateway="cash", key="k", actor=None)

    close_tab(ana.tab, actor=None, with_debt=True)

    assert [one.paid for one in Order.objects.order_by("number")] == [30, 10]
    assert bruno.orders.get().is_paid is False


def test_late_money_counts_while_the_table_owes_it(two):
    ana, _bruno = two
    share, other = split(ana)
    pay_share(share, gateway="card")
    split_bill(ana.tab, kind="all", guest=ana)
    TabShare.objects.filter(pk=share.pk).update(status="void")

    purpose_of(share.reference).reopen(actor=None)
    receive_share(share, gateway="card", actor=None)

    assert bill(ana.tab).left == Decimal("44.00")
    take_payment(ana.tab, amount=Decimal("44.00"), gateway="cash", key="k", actor=None)
    with pytest.raises(OwesLess):
        purpose_of(other.reference).reopen(actor=None)
    with pytest.raises(OwesLess):
        purpose_of(share.reference).repeat(actor=None)


def test_a_payment_told_twice_by_its_gateway_settles_once(two):
    ana, _bruno = two
    (share,) = split(ana, "all")
    confirm_payment(pay_share(share, gateway="card"), actor=None)

    for _twice in range(2):
        bring_tab_up_to_date(share.reference)

    ana.tab.refresh_from_db()
    assert ana.tab.status == "closed"
    assert Event.objects.filter(type="tab.closed").count() == 1
