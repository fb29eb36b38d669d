"""Orders of the past for whoever asks what an offer would have cost: few, large readings."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse

from catalog.models.items import Item
from flowt.money import to_units
from flowt.tenancy import current_tenant
from offers.basket import Basket, Line
from offers.past import PastOrder, tells_past_orders
from tenants.models import Tenant

BATCH = 1000
# What was called off tells nothing. A line's own saving is its combo's: offers' are taken out.
# The fee is what was paid: what an offer had taken off it is not known any more.
_READ = """
SELECT o.id, o.number, o.placed_at, coalesce(o.scheduled_for, o.placed_at), o.profile, o.via,
  o.qr_src, o.qr_code, o.person_id, o.total, o.delivery_fee,
  NOT EXISTS (SELECT 1 FROM orders_order earlier WHERE earlier.person_id = o.person_id
    AND earlier.placed_at < o.placed_at AND earlier.status NOT IN ('rejected', 'cancelled')),
  person.tags,
  (SELECT json_agg(json_build_array(l.position, l.item_id, l.unit_price::text, l.quantity,
      l.combo_id IS NOT NULL, (l.discount - coalesce((SELECT sum((d->>'amount')::numeric)
        FROM jsonb_array_elements(l.discounts) d), 0))::text) ORDER BY l.position)
   FROM orders_orderline l WHERE l.order_id = o.id AND l.total > 0)
FROM orders_order o JOIN people_person person ON person.id = o.person_id
WHERE o.placed_at >= %s AND o.placed_at < %s AND (o.placed_at, o.id) > (%s, %s)
  AND o.status NOT IN ('rejected', 'cancelled')
ORDER BY o.placed_at, o.id LIMIT %s
"""
Items = dict[int, tuple[int, tuple[int, ...]]]  # price, and the categories it stands in


@tells_past_orders
def read_past_orders(since: datetime, until: datetime) -> Iterator[list[PastOrder]]:
    """Yield the orders that stand, oldest first, a thousand a statement."""
    tenant, last = current_tenant(), (since, 0)
    items = _items(tenant.currency)
    gifts = {pk: price for pk, (price, _categories) in items.items()}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [since, until, *last, BATCH])
            rows = cursor.fetchall()
        if rows:
            yield [_order(row, tenant, items, gifts) for row in rows]
            last = (rows[-1][2], rows[-1][0])
        if len(rows) < BATCH:
            return


def _items(currency: str) -> Items:
    rows = Item.objects.values_list("pk", "price", "category_id", "category__parent_id")
    return {
        pk: (to_units(price, currency), tuple(one for one in (category, parent) if one))
        for pk, price, category, parent in rows
    }


def _order(row: tuple[Any, ...], tenant: Tenant, items: Items, gifts: dict[int, int]) -> PastOrder:
    _pk, number, placed_at, at, profile, via, qr_src, qr_code, person, total, fee, *more = row
    is_first, tags, lines = more
    basket = Basket(
        lines=tuple(_line(values, tenant.currency, items) for values in lines or ()),
        at=at,
        time_zone=tenant.time_zone,
        profile=profile,
        delivery=to_units(fee, tenant.currency),
        via=via,
        qr_src=qr_src,
        qr_code=qr_code,
        is_first=is_first,
        tags=frozenset(tag.casefold() for tag in tags),
        currency=tenant.currency,
        gifts=gifts,
    )
    address = reverse("orders:detail", args=[number])
    return PastOrder(number, address, placed_at, basket, to_units(total, tenant.currency), person)


def _line(values: list[Any], currency: str, items: Items) -> Line:
    position, item_id, unit_price, quantity, is_combo, off = values
    return Line(
        key=str(position),
        item_id=item_id or 0,
        unit=to_units(Decimal(unit_price), currency),
        quantity=quantity,
        categories=items.get(item_id, (0, ()))[1],
        is_combo=is_combo,
        mark=str(position),
        off=to_units(Decimal(off), currency),
    )
