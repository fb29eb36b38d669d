"""How long the paper of a ticket must be."""

from collections.abc import Iterable
from math import ceil

from orders.combos import by_combo
from orders.models import Order, OrderLine

HEAD, FOOT, ROW = 42, 52, 5  # millimetres
LETTERS = 26  # of an item's name in one row of 80 mm


def ticket_height_mm(order: Order, lines: Iterable[OrderLine]) -> int:
    """Return enough millimetres for every row, wrapped ones included; a little is left over."""
    groups = by_combo(lines)
    rows = sum(
        _rows(group.name) + sum(_rows(row.text) for row in group.rows) + _rows(group.notes)
        for group in groups
    )
    rows += _rows(order.notes) + (6 if order.address else 0) + (1 if order.change_for else 0)
    return HEAD + FOOT + rows * ROW + len(groups) * 2


def _rows(text: str) -> int:
    return ceil(len(text) / LETTERS)
