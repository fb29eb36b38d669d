"""How long the paper of a ticket must be."""

from collections.abc import Sequence
from math import ceil

from orders.models import Order, OrderLine
from orders.options import rows_of

HEAD, FOOT, ROW = 42, 52, 5  # millimetres
LETTERS = 26  # of an item's name in one row of 80 mm


def ticket_height_mm(order: Order, lines: Sequence[OrderLine]) -> int:
    """Return enough millimetres for every row, wrapped ones included; a little is left over."""
    rows = sum(
        _rows(line.name) + sum(_rows(row.text) for row in rows_of(line.options)) + _rows(line.notes)
        for line in lines
    )
    rows += _rows(order.notes) + (6 if order.address else 0) + (1 if order.change_for else 0)
    return HEAD + FOOT + rows * ROW + len(lines) * 2


def _rows(text: str) -> int:
    return ceil(len(text) / LETTERS)
