"""Counting what is there. Each of these runs in the caller's transaction and locks items by id."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Value, When

from catalog.errors import SoldOut
from catalog.events import ItemSoldOut
from catalog.models.items import Item
from catalog.operations.menu import bump_menu
from flowt.events import publish
from flowt.rows import Script

_LOCK = "SELECT id, name, stock FROM catalog_item WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_TAKE = """
WITH held AS (
  SELECT item.id, item.name, item.stock, change.units
  FROM catalog_item item
  JOIN unnest(%s::bigint[], %s::bigint[]) AS change (id, units) ON change.id = item.id
  WHERE item.stock IS NOT NULL ORDER BY item.id FOR UPDATE OF item
), taken AS (
  UPDATE catalog_item SET stock = catalog_item.stock - held.units FROM held
  WHERE catalog_item.id = held.id AND NOT EXISTS (SELECT 1 FROM held WHERE stock < units)
)
SELECT id, name, stock, units FROM held ORDER BY id
"""
_ADD = (
    "UPDATE catalog_item SET stock = stock + change.units"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS change (id, units)"
    " WHERE catalog_item.id = change.id AND stock IS NOT NULL"
)


def take_stock(quantities: Mapping[int, int]) -> None:
    """Take so many units of each item, all or none. What is not counted is left alone.

    Raises SoldOut, naming the first item of which too few are left. It does not know a repeat:
    the caller's own key does.
    """
    script = Script()
    add_taking(script, quantities)
    note_taken(script.run()[0])


def add_taking(script: Script, quantities: Mapping[int, int]) -> None:
    """As `take_stock`, within a script: `note_taken` then gets what this statement returned."""
    _check(quantities)
    script.add(_TAKE, [list(quantities), list(quantities.values())])


def note_taken(held: Sequence[tuple[Any, ...]]) -> None:
    """Refuse where there was too little: nothing was taken then. Tell what is gone now.

    `held`: (id, name, stock before, units wanted) of what is counted. Raises SoldOut.
    """
    for pk, name, stock, units in held:
        if stock < units:
            raise SoldOut(item_id=pk, name=name, left=stock)
    gone = [(pk, name) for pk, name, stock, units in held if stock == units > 0]
    for pk, name in gone:
        publish(ItemSoldOut(item_id=pk, title=name))
    if gone:
        bump_menu()


def return_stock(quantities: Mapping[int, int]) -> None:
    """Put units back, as when an order is cancelled. It does not know a repeat."""
    counted = _lock(quantities)
    _add(quantities)
    if any(stock == 0 for _pk, _name, stock in counted):
        bump_menu()


def count_sold(quantities: Mapping[int, int]) -> None:
    """Count units as ordered, for "best sellers". Negative quantities take them back."""
    _check_transaction()
    pks = sorted(pk for pk, units in quantities.items() if units)
    if not pks:
        return
    list(Item.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    units = Case(
        *(When(pk=pk, then=Value(quantities[pk])) for pk in pks), output_field=IntegerField()
    )
    total = F("sold_count") + units
    never_negative = Case(When(sold_count__gte=-units, then=total), default=Value(0))
    Item.objects.filter(pk__in=pks).update(sold_count=never_negative)


def _lock(quantities: Mapping[int, int]) -> list[tuple[int, str, int]]:
    """Lock the items whose stock is counted, in the order of their ids: (id, name, stock)."""
    _check(quantities)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(quantities)])
        return [(pk, name, stock) for pk, name, stock in cursor.fetchall() if stock is not None]


def _add(quantities: Mapping[int, int]) -> None:
    """Add to the stock of locked items where it is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(quantities), list(quantities.values())])


def _check(quantities: Mapping[int, int]) -> None:
    _check_transaction()
    if any(units < 0 for units in quantities.values()):
        raise ValueError(f"negative quantities: {dict(quantities)}")


def _check_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("stock is counted in the caller's transaction")
