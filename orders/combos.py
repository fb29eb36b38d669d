"""An order's lines as people read them: the parts of a combo together, under its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from orders.models import OrderLine
from orders.options import Row, rows_of


@dataclass(frozen=True)
class LineGroup:
    """A plain line, or a combo with its parts. `parts` holds order lines, one at least."""

    parts: tuple[OrderLine, ...]

    @property
    def is_combo(self) -> bool:
        return bool(self.parts[0].combo_key)

    @property
    def name(self) -> str:
        first = self.parts[0]
        return first.combo_name if self.is_combo else first.name

    @property
    def quantity(self) -> int:
        first = self.parts[0]
        return (first.combo_quantity or 1) if self.is_combo else first.quantity

    @property
    def listed(self) -> Decimal:
        """What it costs before any discount."""
        return sum((part.total for part in self.parts), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.listed - sum((part.discount for part in self.parts), Decimal(0))

    @property
    def unit_price(self) -> Decimal:
        return self.total / self.quantity

    @property
    def notes(self) -> str:
        return " · ".join(part.notes for part in self.parts if part.notes)

    @property
    def gift_labels(self) -> list[str]:
        """The offer that it came along with, where it cost nothing."""
        return [why["label"] for part in self.parts for why in part.discounts if why.get("is_gift")]

    @property
    def is_gift(self) -> bool:
        return bool(self.gift_labels)

    @property
    def rows(self) -> list[Row]:
        """What it is made of, for the kitchen: a combo's parts, and the options of each."""
        if not self.is_combo:
            return rows_of(self.parts[0].options)
        return [row for part in self.parts for row in _rows(part)]

    @property
    def picks(self) -> list[Any]:
        """What `offers.combos.picks` reads, to order the combo again."""
        units = self.quantity
        return [
            [part.combo_choice_id, part.quantity // units, part.selection] for part in self.parts
        ]


def _rows(part: OrderLine) -> list[Row]:
    return [Row("", part.name, part.quantity, 0), *rows_of(part.options, 1)]


def by_combo(lines: Iterable[OrderLine]) -> list[LineGroup]:
    """Put lines, in their order, together by combo."""
    groups = groupby(lines, key=lambda line: line.combo_key or line)
    return [LineGroup(tuple(parts)) for _key, parts in groups]
