"""The tab's pages, as phones at the table and at home see them."""

import re
from decimal import Decimal

import pytest

from flowt.tenancy import current_tenant, tenant_context
from orders.models import Order
from orders.tabs.models import Tab, TabShare
from payments.models import GatewayAccount, Payment
from tests.conftest import TenantClient
from tests.factories import PIX_SETTINGS, make_item
from tests.orders.tabbing import bill, open_tables, order, scan, sit, table_of_two
from tracking.models import QrCode
from tracking.operations import create_tables

PIX = {**PIX_SETTINGS, "profiles": ["table"]}


@pytest.fixture
def tables(tenant):
    open_tables(tenant)
    create_tables(["7"], actor=None)
    GatewayAccount.objects.create(kind="pix", is_enabled=True, settings=PIX)
    return tenant


@pytest.fixture
def phone(tables):
    """Return a function: another phone, that scanned the code on table 7."""
    return lambda: scan(tables, QrCode.objects.get().code)


def join(browser: TenantClient, name: str) -> Tab:
    assert browser.post("/mesa/", {"name": name}).status_code == 302
    return Tab.objects.get()


def checkout(browser: TenantClient, item, **typed):
    browser.post("/carrinho/adicionar/", {"item": item.slug, "quantity": 1})
    page = browser.get("/finalizar/").text
    form = {
        "profile": "table",
        "table": "7",
        "name": "Ana",
        "payment": "tab",
        "cart": re.search(r'name="cart" value="([^"]+)"', page)[1],
        "seen_total": re.search(r'name="seen_total" value="([^"]+)"', page)[1],
    }
    return browser.post("/finalizar/", form | typed)


def test_an_order_at_the_table_goes_to_the_tab_and_leads_there(phone):
    ana, dish = phone(), make_item(price="30.00")

    answer = checkout(ana, dish)

    tab = Tab.objects.get()
    assert answer["Location"] == tab.get_absolute_url()
    page = ana.get(tab.get_absolute_url()).text
    assert "Lasanha" in page
    assert "33,00" in page.replace("33.00", "33,00")
    assert Order.objects.get().tab == tab


def test_one_may_still_pay_an_order_by_itself(phone):
    answer = checkout(phone(), make_item(price="30.00"), payment="pix")

    assert answer["Location"] == Order.objects.get().get_absolute_url()
    assert Order.objects.get().tab is None
    assert Payment.objects.count() == 1


def test_three_phones_share_one_tab_and_split_it_by_pix(phone):
    phones = [phone() for _ in range(3)]
    tab = [join(one, name) for one, name in zip(phones, ("Ana", "Bia", "Caio"), strict=True)][0]
    order(current_tenant(), tab.guests.get(name="Ana"), "90.00")
    here = tab.get_absolute_url()
    phones[1].post(f"{here}conta/")

    phones[2].post(f"{here}dividir/", {"kind": "equal", "parts": "3"})
    for one, share in zip(phones, TabShare.objects.all(), strict=True):
        where = f"{here}parte/{share.pk}/"
        assert one.post(where, {"payment": "pix"}).status_code == 302
        assert Payment.objects.get(reference=share.reference).txid in one.get(where).text
        assert one.get(f"{where}pix.svg")["Content-Type"] == "image/svg+xml"

    assert {str(one.amount) for one in Payment.objects.all()} == {"33.00"}
    assert phones[0].get(f"{here}conta.pdf").content.startswith(b"%PDF")


def test_who_only_has_the_link_sees_names_and_may_do_nothing(phone, client):
    ana, _bruno = table_of_two(current_tenant())
    here = ana.tab.get_absolute_url()

    page = client.get(here).text

    assert "Bruno" in page
    assert "Lasanha" not in page
    assert client.post(f"{here}conta/").status_code == 403
    assert client.get(f"{here}conta.pdf").status_code == 404
    assert Tab.objects.get().is_open


def test_without_a_scan_nobody_sits_down(tables, client):
    page = client.post("/mesa/", {"name": "Ana"})

    assert not Tab.objects.exists()
    assert page.status_code == 422


def test_after_the_tab_ended_the_phone_has_to_scan_again(phone):
    ana = phone()
    join(ana, "Ana")
    Tab.objects.update(status="closed", closed_at="2999-01-01T00:00Z")

    ana.post("/mesa/", {"name": "Ana"})
    answer = checkout(ana, make_item(price="30.00"))

    assert Tab.objects.count() == 1
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_the_cart_is_kept_where_the_bill_was_asked_for(phone):
    ana = phone()
    tab = join(ana, "Ana")
    order(current_tenant(), tab.guests.get())
    ana.post(f"{tab.get_absolute_url()}conta/")

    answer = checkout(ana, make_item("Pudim", price="9.00"))

    assert answer.status_code == 422
    assert "Pudim" in ana.get("/carrinho/").text
    assert bill(tab).total == Decimal("33.00")


def test_a_call_is_shown_with_its_time_and_rings_on_the_board(phone, client_as):
    ana = phone()
    here = join(ana, "Ana").get_absolute_url()

    ana.post(f"{here}chamar/", {"reason": "help"})

    assert 'id="tab-called"' in ana.get(here).text
    board = client_as("agent").get("/painel/pedidos/").text
    assert 'data-ring="tab-' in board


def test_another_tenants_tab_is_not_there(phone, other_tenant):
    with tenant_context(other_tenant):
        open_tables(other_tenant)
        theirs = sit(other_tenant).tab.get_absolute_url()

    assert phone().get(theirs).status_code == 404
