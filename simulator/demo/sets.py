"""Combos of a demo business, from its TOML; made once its catalogue is there."""

from datetime import time
from decimal import Decimal

from catalog.models.categories import Category
from catalog.models.items import Item
from offers.combos.models import Combo
from offers.combos.operations import ChoiceRow, GroupRow, save_combo
from simulator.demo.content import Table, has, read
from tenants.hours import WeeklyWindow


def fill_combos(slug: str) -> int:
    """Write the combos of the bound tenant. Returns how many it has."""
    if not has(slug, "combos"):
        return 0
    items = dict(Item.objects.values_list("name", "pk"))
    rows = read(slug, "combos")["combos"]
    for row in rows:
        _write(row, items)
    return len(rows)


def _write(row: Table, items: dict[str, int]) -> Combo:
    parts = GroupRow(is_fixed=True, choices=tuple(_choice(one, items) for one in row["parts"]))
    asked = [
        GroupRow(
            name=group["name"],
            minimum=group.get("minimum", 1),
            maximum=group.get("maximum", 1),
            choices=tuple(_choice(one, items) for one in group["choices"]),
        )
        for group in row.get("groups", [])
    ]
    return save_combo(
        None,
        groups=[parts, *asked],
        windows=[_window(window) for window in row.get("windows", [])],
        actor=None,
        name=row["name"],
        price=Decimal(row["price"]),
        description=row["text"],
        category=Category.objects.get(name=row["category"]),
        is_highlight=row.get("highlight", False),
    )


def _choice(row: Table, items: dict[str, int]) -> ChoiceRow:
    return ChoiceRow(
        item_id=items[row["item"]],
        maximum=row.get("units", 1),
        surcharge=Decimal(row.get("surcharge", "0")),
        is_default=row.get("default", False),
    )


def _window(row: Table) -> WeeklyWindow:
    mask = sum(1 << day for day in row["weekdays"])
    return WeeklyWindow(mask, time.fromisoformat(row["from"]), time.fromisoformat(row["to"]))
