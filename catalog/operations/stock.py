"""Counting what is there. Each of these runs in the caller's transaction and locks items by id."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When

from catalog.errors import SoldOut
from catalog.events import ItemSoldOut
from catalog.models.items import Item
from catalog.operations.menu import bump_menu
from flowt.events import publish


def take_stock(quantities: Mapping[int, int]) -> None:
    """Take so many units of each item, all or none. What is not counted is left alone.

    Raises SoldOut, naming the first item of which too few are left. It does not know a repeat:
    the caller's own key does.
    """
    counted = _lock(quantities)
    for pk, name, stock in counted:
        if stock < quantities[pk]:
            raise SoldOut(item_id=pk, name=name, left=stock)
    _add(counted, quantities, sign=-1)
    gone = [(pk, name) for pk, name, stock in counted if stock == quantities[pk]]
    for pk, name in gone:
        publish(ItemSoldOut(item_id=pk, title=name))
    if gone:
        bump_menu()


def return_stock(quantities: Mapping[int, int]) -> None:
    """Put units back, as when an order is cancelled. It does not know a repeat."""
    counted = _lock(quantities)
    _add(counted, quantities, sign=1)
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
    _check_transaction()
    if any(units < 0 for units in quantities.values()):
        raise ValueError(f"negative quantities: {dict(quantities)}")
    rows = Item.objects.select_for_update().filter(pk__in=quantities).order_by("pk")
    found = rows.values_list("pk", "name", "stock")
    return [(pk, name, stock) for pk, name, stock in found if stock is not None]


def _add(counted: list[tuple[int, str, int]], quantities: Mapping[int, int], *, sign: int) -> None:
    if not counted:
        return
    units = Case(*(When(pk=pk, then=Value(sign * quantities[pk])) for pk, _, _ in counted))
    Item.objects.filter(pk__in=[pk for pk, _, _ in counted]).update(stock=F("stock") + units)


def _check_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("stock is counted in the caller's transaction")
