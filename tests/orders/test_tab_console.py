"""The team's pages of tables, and what races on a tab."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from flowt.errors import Refusal
from flowt.tenancy import tenant_context
from orders.models import Order
from orders.tabs.models import Tab, TabShare
from orders.tabs.paying import close_tab, pay_share
from orders.tabs.serving import call_waiter
from orders.tabs.splitting import ask_bill, split_bill
from payments.models import Payment
from tests.orders.tabbing import bill, open_tables, order, sit, split, table_of_two

BASE = "/painel/pedidos/mesas/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def two(tenant):
    open_tables(tenant)
    return table_of_two(tenant)


def test_the_board_by_table_shows_who_sits_there_and_what_is_left(client_as, two):
    page = client_as("viewer").get(BASE).text

    assert "Ana, Bruno" in page
    assert "88,01" in page


def test_a_page_of_a_tab_takes_money_and_closes_it(client_as, two):
    agent, here = client_as("agent"), f"{BASE}{two[0].tab.pk}/"
    assert "Bruno" in agent.get(here).text

    taken = {"key": "k1", "amount": "88,01", "gateway": "cash"}
    assert agent.post(f"{here}receber/", taken).status_code == 302

    assert Tab.objects.get().status == "closed"
    assert all(one.is_paid for one in Order.objects.all())


def test_an_agent_does_not_give_money_up(client_as, two):
    here = f"{BASE}{two[0].tab.pk}/"

    assert client_as("agent").post(f"{here}fechar/").status_code == 422
    assert client_as("agent").post(f"{here}fechar/", {"with_debt": "1"}).status_code == 403
    assert Tab.objects.get().is_open
    assert client_as("supervisor").post(f"{here}fechar/", {"with_debt": "1"}).status_code == 302
    assert not Tab.objects.get().is_live


def test_too_much_money_is_refused_in_words(client_as, two):
    taken = {"key": "k1", "amount": "100,00", "gateway": "cash"}

    answer = client_as("agent").post(f"{BASE}{two[0].tab.pk}/receber/", taken)

    assert answer.status_code == 422
    assert "88,01" in answer.text
    assert not Payment.objects.exists()


def test_htmx_gets_what_stands_there_now_alone(client_as, two):
    agent, tab = client_as("agent"), two[0].tab
    here, call = f"{BASE}{tab.pk}/", call_waiter(tab, guest=two[0], reason="help")

    answer = f"{here}chamado/{call.pk}/atender/"
    refused = agent.post(f"{here}fechar/", headers=HTMX)
    answers = {
        "call-strip": agent.post(
            f"{here}chamado/{call.pk}/atender/", {"de": "quadro"}, headers=HTMX
        ),
        "tables": agent.post(answer, {"de": "mesas"}, headers=HTMX),
        "tab-page": agent.post(f"{here}conta/", headers=HTMX),
    }

    assert refused.status_code == 422
    assert "88,01" in refused.text
    for root, found in answers.items():
        assert found.status_code == 200
        assert re.search(r"<\w+ [^>]*id=\"([^\"]+)", found.text)[1] == root
        assert "<html" not in found.text
    assert Tab.objects.get().is_closing


def test_merged_tabs_lead_htmx_to_the_one_that_is_left(client_as, two, tenant):
    other = sit(tenant, "Caio", table="8").tab

    answer = client_as("agent").post(
        f"{BASE}{other.pk}/juntar/", {"into": two[0].tab.pk}, headers=HTMX
    )

    assert answer["HX-Replace-Url"] == f"{BASE}{two[0].tab.pk}/"
    assert "Caio" in answer.text


def test_another_tenants_tab_is_not_found(client_as, tenant, other_tenant):
    with tenant_context(other_tenant):
        open_tables(other_tenant)
        theirs = sit(other_tenant).tab.pk

    assert client_as("owner").get(f"{BASE}{theirs}/").status_code == 404
    assert client_as("owner").post(f"{BASE}{theirs}/fechar/").status_code == 404


def at_once(tenant, *acts) -> list:
    """Call each of `acts` at the same moment; return what each got, or was refused with."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            with tenant_context(tenant):
                gate.wait(120)
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_phones_that_race_share_one_tab_one_payment_and_no_late_order(trading_tenant):
    tenant = trading_tenant
    with tenant_context(tenant):
        open_tables(tenant)

    guests = at_once(tenant, *[lambda: sit(tenant)] * 4)
    with tenant_context(tenant):
        tab = Tab.objects.get()
        assert len({guest.name for guest in guests}) == 4
        order(tenant, guests[0])

    placing = [lambda guest=guest: order(tenant, guest, "10.00") for guest in guests]
    results = at_once(tenant, *placing, lambda: ask_bill(tab), lambda: ask_bill(tab))
    with tenant_context(tenant):
        placed = [one for one in results if isinstance(one, Order)]
        assert Order.objects.filter(tab=tab).count() == 1 + len(placed)
        (share,) = split_bill(tab, kind="all")
        assert share.amount == bill(tab).total

    at_once(tenant, *[lambda: pay_share(share, gateway="card")] * 4)
    with tenant_context(tenant):
        assert Payment.objects.count() == 1


def test_a_tab_closes_against_orders_and_parts_without_losing_either(trading_tenant):
    tenant = trading_tenant
    with tenant_context(tenant):
        open_tables(tenant)
        ana, bruno = table_of_two(tenant)
        share = split(ana)[0]

    at_once(
        tenant,
        lambda: pay_share(share, gateway="card"),
        lambda: close_tab(ana.tab, actor=None, with_debt=True),
        lambda: order(tenant, bruno, "5.00"),
    )

    with tenant_context(tenant):
        assert Order.objects.count() == 2
        assert not TabShare.objects.filter(status="waiting").exists()
        assert not Payment.objects.filter(status="pending").exists()
        assert bill(ana.tab).total == Decimal("88.01")
