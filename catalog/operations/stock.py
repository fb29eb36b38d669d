"""Counting what is there. Each of these runs in the caller's transaction and locks items by id."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Value, When

from catalog.errors import SoldOut
from catalog.events import ItemSoldOut
from catalog.models.items import Item
from catalog.operations.menu import bump_menu
from flowt.events import publish

_LOCK = "SELECT id, name, stock FROM catalog_item WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_ADD = (
    "UPDATE catalog_item SET stock = stock + change.units"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS change (id, units)"
    " WHERE catalog_item.id = change.id AND stock IS NOT NULL"
    " RETURNING catalog_item.id, name, stock"
)


def take_stock(quantities: Mapping[int, int], *, are_locked: bool = False) -> None:
    """Take so many units of each item, all or none. What is not counted is left alone.

    With `are_locked` the caller holds the items, and saw that there are enough of them: what
    `catalog.selectors.for_sale` read. The database still refuses to go below zero.

    Raises SoldOut, naming the first item of which too few are left. It does not know a repeat:
    the caller's own key does.
    """
    if are_locked:
        _check(quantities)
    else:
        for pk, name, stock in _lock(quantities):
            if stock < quantities[pk]:
                raise SoldOut(item_id=pk, name=name, left=stock)
    gone = [(pk, name) for pk, name, stock in _add(quantities, sign=-1) if stock == 0]
    for pk, name in gone:
        publish(ItemSoldOut(item_id=pk, title=name))
    if gone:
        bump_menu()


def return_stock(quantities: Mapping[int, int]) -> None:
    """Put units back, as when an order is cancelled. It does not know a repeat."""
    counted = _lock(quantities)
    _add(quantities, sign=1)
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


def _add(quantities: Mapping[int, int], *, sign: int) -> list[tuple[int, str, int]]:
    """Change the stock of locked items where it is counted; return what is there now, by id."""
    with connection.cursor() as cursor:
        units = [sign * count for count in quantities.values()]
        cursor.execute(_ADD, [list(quantities), units])
        return sorted(cursor.fetchall())


def _check(quantities: Mapping[int, int]) -> None:
    _check_transaction()
    if any(units < 0 for units in quantities.values()):
        raise ValueError(f"negative quantities: {dict(quantities)}")


def _check_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("stock is counted in the caller's transaction")
