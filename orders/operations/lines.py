"""The lines an order keeps of a cart: copies, and one for each part of a combo."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from cart.contents import PricedCart, PricedLine
from orders.models import Order, OrderLine


def lines_of(order: Order, priced: PricedCart) -> list[OrderLine]:
    """Return the lines of a cart that was found orderable, each at its place. None is written."""
    found = list(chain.from_iterable(_lines(line) for line in priced.lines))
    for position, line in enumerate(found, 1):
        line.order, line.position = order, position
    return found


def _lines(line: PricedLine) -> Iterator[OrderLine]:
    if line.combo_id is not None:
        yield from _parts(line)
        return
    yield OrderLine(
        item_id=line.item_id,
        name=line.name,
        sku=line.sku,
        options=line.options,
        selection=line.selection,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.total,
        discount=line.discount,
        discounts=_told(line),
        notes=line.notes[:200],
    )


def _parts(line: PricedLine) -> Iterator[OrderLine]:
    """The remarks stand with the first part; they are about all of it."""
    for at, part in enumerate(line.parts):
        yield OrderLine(
            item_id=part.item_id,
            name=part.name,
            sku=part.sku,
            options=part.options,
            selection=part.selection,
            quantity=part.quantity,
            unit_price=part.unit_price,
            total=part.total,
            discount=part.discount,
            discounts=[why.stored() for why in part.reasons],
            notes=line.notes[:200] if at == 0 else "",
            combo_id=line.combo_id,
            combo_choice_id=part.choice_id,
            combo_key=line.key,
            combo_name=line.name,
            combo_quantity=line.quantity,
        )


def _told(line: PricedLine) -> list[dict[str, Any]]:
    """Why it costs less. A gift says so, so that it is no line to be ordered again."""
    told = [why.stored() for why in line.reasons]
    return [{**one, "is_gift": True} for one in told] if line.is_gift else told
