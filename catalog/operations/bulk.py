"""Changing many items at once: all of them, or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.errors import CategoryArchived, NothingSelected, PriceOutOfRange
from catalog.events import PricesChanged
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.operations.availability import wait_for_items
from catalog.operations.items import told
from catalog.operations.menu import bump_menu
from flowt.audit.trail import record
from flowt.events import publish
from flowt.money import LARGEST, quantize


@dataclass(frozen=True, kw_only=True)
class PriceChange:
    """By so much per cent, or by an amount in the tenant's currency; negative makes cheaper."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    def apply(self, price: Decimal) -> Decimal:
        if self.percent is not None:
            return quantize(price * (100 + self.percent) / 100)
        return quantize(price + (self.amount or 0))


@dataclass(frozen=True)
class Repriced:
    """An item with the price it would have."""

    item: Item
    price: Decimal

    @property
    def is_possible(self) -> bool:
        return 0 <= self.price <= LARGEST


def preview_prices(item_ids: Iterable[int], change: PriceChange) -> list[Repriced]:
    """Return what `change_prices` would do, and do nothing."""
    items = Item.objects.filter(pk__in=item_ids).select_related("category").order_by("name", "pk")
    return [Repriced(item, change.apply(item.price)) for item in items]


@transaction.atomic
def change_prices(item_ids: Iterable[int], *, change: PriceChange, actor: User | None) -> int:
    """Change the price of each item; return how many changed. It does not know a repeat.

    Raises NothingSelected, and PriceOutOfRange when one would cost less than zero.
    """
    items = _lock(item_ids)
    changed = []
    for item in items:
        price = change.apply(item.price)
        if not Repriced(item, price).is_possible:
            raise PriceOutOfRange(name=item.name)
        if price != item.price:
            before, item.price = item.price, price
            changed.append(item)
            record(
                "item.change", item, actor=actor, before={"price": before}, after={"price": price}
            )
    Item.objects.bulk_update(changed, ["price"])
    if changed:
        publish(PricesChanged(item_ids=[item.pk for item in changed]), actor=actor)
        bump_menu()
    return len(changed)


def move_items(item_ids: Iterable[int], *, category: Category, actor: User | None) -> int:
    """Move items to a category, in their order. Raises NothingSelected and CategoryArchived."""
    if category.archived_at:
        raise CategoryArchived(name=category.name)
    return _set(item_ids, actor=actor, category_id=category.pk)


def set_status(item_ids: Iterable[int], *, status: str, actor: User | None) -> int:
    """Show, hide or archive items. Raises NothingSelected."""
    return _set(item_ids, actor=actor, status=status)


def set_highlight(item_ids: Iterable[int], *, is_highlight: bool, actor: User | None) -> int:
    """Put items among the highlights, or take them out. Raises NothingSelected."""
    return _set(item_ids, actor=actor, is_highlight=is_highlight)


@transaction.atomic
def set_sold_out(item_ids: Iterable[int], *, until: datetime | None, actor: User | None) -> int:
    """Sell none of these until `until`; None sells them again. Raises NothingSelected."""
    count = _set(item_ids, actor=actor, sold_out_until=until)
    wait_for_items()
    return count


@transaction.atomic
def _set(item_ids: Iterable[int], *, actor: User | None, **fields: Any) -> int:
    """Write the fields to each item that has other ones, with an audit entry for each."""
    ((name, value),) = fields.items()
    changed = [item for item in _lock(item_ids) if getattr(item, name) != value]
    words = cache(lambda one: told({name: one}))  # a category's name is asked for once
    for item in changed:
        before = words(getattr(item, name))
        setattr(item, name, value)
        record("item.change", item, actor=actor, before=before, after=words(value))
    Item.objects.filter(pk__in=[item.pk for item in changed]).update(
        **fields, updated_at=timezone.now()
    )
    if changed:
        bump_menu()
    return len(changed)


def _lock(item_ids: Iterable[int]) -> list[Item]:
    items = list(Item.objects.select_for_update().filter(pk__in=set(item_ids)).order_by("pk"))
    if not items:
        raise NothingSelected
    return items
