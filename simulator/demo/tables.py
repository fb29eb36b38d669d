"""A table of the demo that is taken: two phones on one tab, and what they ordered so far."""

from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from cart.contents import CartContents, CartLine
from cart.operations import new_cart
from cart.selectors import price
from catalog.models.items import Item
from orders.operations.placing import place_order
from orders.requests import Customer, Journey
from orders.tabs.models import TabGuest
from orders.tabs.ordering import TAB
from orders.tabs.seating import has_tabs, sit_down
from tenants.models import Tenant

TABLE = "12"
GUESTS = (("Helena", (1, 2)), ("Otávio", (2, 1)))  # name, units of one dish and of another


def take_a_table(tenant: Tenant) -> int:
    """Seat two guests at a table, in the bound tenant; return how many orders they placed."""
    if not has_tabs(tenant):
        return 0
    plain = Item.objects.filter(
        status=Item.Status.ACTIVE, option_groups=None, windows=None, stock=None
    )
    plain = plain.filter(price__gt=0)
    dishes = list(plain.order_by("-sold_count", "pk")[: 2 * len(GUESTS)])
    placed = 0
    for number, (name, units) in enumerate(GUESTS):
        guest = sit_down(tenant=tenant, table_label=TABLE, name=name)
        chosen = dishes[2 * number : 2 * number + 2]
        lines = tuple(
            CartLine(key=f"l{item.pk}", item_id=item.pk, selection=[], quantity=count)
            for item, count in zip(chosen, units, strict=False)
        )
        if lines:
            _order(tenant, guest, replace(new_cart(), lines=lines))
            placed += 1
    return placed


def _order(tenant: Tenant, guest: TabGuest, cart: CartContents) -> None:
    total: Decimal = price(cart, tenant=tenant, now=timezone.now(), profile="table").total
    place_order(
        cart,
        tenant=tenant,
        customer=Customer(name=guest.name),
        profile="table",
        table_label=TABLE,
        payment_kind=TAB,
        key=cart.id,
        seen_total=total,
        journey=Journey(via="qr", qr_src="mesa"),
        guest=guest,
    )
