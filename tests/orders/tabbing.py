"""Tables with tabs, for the tests about them."""

from dataclasses import replace
from decimal import Decimal

from cart.contents import CartLine
from cart.operations import new_cart
from flowt.tenancy import public_schema
from orders.models import Order
from orders.operations.placing import place_order
from orders.requests import Customer, Journey
from orders.tabs.models import Tab, TabGuest
from orders.tabs.ordering import TAB
from orders.tabs.seating import sit_down
from orders.tabs.settling import bill_of, read_payments
from orders.tabs.splitting import ask_bill, split_bill
from payments.models import LedgerEntry
from tenants import selectors
from tenants.models import OrderProfile, Tenant
from tests.conftest import TenantClient, host_of
from tests.factories import make_item
from tests.orders.conftest import open_shop


def open_tables(tenant: Tenant, service: str = "10") -> None:
    """Open the shop, with tabs at its tables."""
    open_shop(tenant)
    with public_schema():
        table = OrderProfile.objects.filter(tenant=tenant, kind="table")
        table.update(has_tabs=True, service_percent=Decimal(service))
    selectors.forget()


def sit(tenant: Tenant, name: str = "Ana", table: str = "7") -> TabGuest:
    return sit_down(tenant=tenant, table_label=table, name=name)


def order(tenant: Tenant, guest: TabGuest, price: str = "30.00", units: int = 1) -> Order:
    """`units` of a dish at `price`, ordered by a guest on their tab."""
    item = make_item(price=price)
    lines = (CartLine(key="l1", item_id=item.pk, selection=[], quantity=units),)
    cart = replace(new_cart(), lines=lines)
    return place_order(
        cart,
        tenant=tenant,
        customer=Customer(name=guest.name),
        profile="table",
        table_label=guest.tab.table_label,
        payment_kind=TAB,
        key=cart.id,
        seen_total=Decimal(price) * units,
        journey=Journey(),
        guest=guest,
    )


def scan(tenant: Tenant, code: str) -> TenantClient:
    """Another phone, that scanned a table's code."""
    browser = TenantClient(SERVER_NAME=host_of(tenant), headers={"Sec-Fetch-Site": "same-origin"})
    browser.get(f"/q/{code}")
    return browser


def table_of_two(tenant: Tenant) -> tuple[TabGuest, TabGuest]:
    """Ana ordered R$ 30.00 and Bruno R$ 50.01; with 10 % of service it is R$ 88.01."""
    ana, bruno = sit(tenant), sit(tenant, "Bruno")
    order(tenant, ana)
    order(tenant, bruno, "50.01")
    return ana, bruno


def split(guest: TabGuest, kind: str = "equal", **asked) -> list:
    ask_bill(guest.tab)
    return split_bill(guest.tab, kind=kind, guest=guest, **({"parts": 2} | asked))


def bill(tab: Tab):
    tab.refresh_from_db()
    shares = list(tab.shares.all())
    return bill_of(tab, shares, read_payments(shares))


def ledger_sum(*kinds: str) -> Decimal:
    entries = LedgerEntry.objects.filter(kind__in=kinds)
    return sum((one.amount for one in entries), Decimal(0))
