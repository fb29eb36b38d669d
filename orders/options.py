"""The options that an order's line keeps, read for people: no catalogue is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One chosen option. `depth` is 1 for what was chosen inside another option."""

    group: str
    name: str
    quantity: int
    depth: int

    @property
    def text(self) -> str:
        return f"{self.quantity}× {self.name}" if self.quantity > 1 else self.name


def rows_of(options: list[dict[str, Any]], depth: int = 0) -> list[Row]:
    """Return `[{group, name, quantity, price, options}]` as rows, the nested after their own."""
    return list(_walk(options, depth))


def _walk(options: list[dict[str, Any]], depth: int) -> Iterator[Row]:
    for option in options or ():
        yield Row(option["group"], option["name"], option.get("quantity", 1), depth)
        yield from _walk(option.get("options", []), depth + 1)
