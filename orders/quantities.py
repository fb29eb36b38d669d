"""How many units of each item some lines hold."""

from collections.abc import Iterable
from typing import Any


def units_of(lines: Iterable[Any]) -> dict[int, int]:
    """Add up the lines of each item, by id in order. A line whose item is gone counts for none."""
    units: dict[int, int] = {}
    for line in lines:
        if line.item_id is not None:
            units[line.item_id] = units.get(line.item_id, 0) + line.quantity
    return dict(sorted(units.items()))
