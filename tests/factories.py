"""Builders of rows. Only the fields that matter; the rest has plain values."""

from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models.categories import Category
from catalog.models.items import Item, ItemOptionGroup
from catalog.models.options import Option, OptionGroup

_numbers = count(1)
PIX_SETTINGS = {
    "key": "caixa@cantina.example",
    "key_kind": "email",
    "receiver": "Cantina da Nona",
    "city": "Sao Paulo",
}


def make_category(name: str = "Pratos", **fields: Any) -> Category:
    fields.setdefault("slug", f"categoria-{next(_numbers)}")
    return Category.objects.create(name=name, **fields)


def make_item(name: str = "Lasanha", *, price: str = "30.00", **fields: Any) -> Item:
    fields.setdefault("slug", f"item-{next(_numbers)}")
    if "category" not in fields:
        fields["category"] = Category.objects.first() or make_category()
    return Item.objects.create(name=name, price=Decimal(price), **fields)


def make_group(
    name: str = "Tamanho",
    *,
    item: Item | None = None,
    options: dict[str, str] | None = None,
    **fields: Any,
) -> OptionGroup:
    """`options` maps names to prices. With `item`, the group is asked with it."""
    group = OptionGroup.objects.create(name=name, **fields)
    Option.objects.bulk_create(
        Option(group=group, name=option, price=Decimal(price), position=position)
        for position, (option, price) in enumerate((options or {}).items())
    )
    if item is not None:
        ItemOptionGroup.objects.create(item=item, group=group)
    return group
