"""Builders of combos."""

from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models.items import Item
from offers.combos.models import Combo, ComboChoice, ComboGroup

_numbers = count(1)


def make_combo(name: str = "Combo da casa", *, price: str = "40.00", **fields: Any) -> Combo:
    fields.setdefault("slug", f"combo-{next(_numbers)}")
    return Combo.objects.create(name=name, price=Decimal(price), **fields)


def add_fixed(combo: Combo, *items: Item, units: int = 1) -> list[ComboChoice]:
    """Have these items come along."""
    group = ComboGroup.objects.create(combo=combo, is_fixed=True)
    return [ComboChoice.objects.create(group=group, item=one, maximum=units) for one in items]


def add_group(
    combo: Combo, items: dict[Item, str], *, name: str = "Bebida", **fields: Any
) -> list[ComboChoice]:
    """Have some of these be picked; `items` maps each to its surcharge."""
    group = ComboGroup.objects.create(combo=combo, name=name, position=1, **fields)
    return [
        ComboChoice.objects.create(
            group=group, item=item, surcharge=Decimal(surcharge), maximum=fields.get("maximum", 1)
        )
        for item, surcharge in items.items()
    ]
