"""Orders of the past as offers ask for them. Who has orders registers how they are read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from offers.basket import Basket

Reader = Callable[[datetime, datetime], Iterator[list["PastOrder"]]]
_readers: list[Reader] = []


@dataclass(frozen=True, slots=True)
class PastOrder:
    """One order that stands, as it was bought: its basket at the prices before any discount.

    `revenue` is what it came to, in the currency's smallest unit; `person` tells customers apart.
    """

    number: int
    address: str
    placed_at: datetime
    basket: Basket
    revenue: int
    person: int


def tells_past_orders(reader: Reader) -> Reader:
    """Register what reads the orders placed from one moment to another, in parts, oldest first."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def past_orders(since: datetime, until: datetime) -> Iterator[list[PastOrder]]:
    """Yield the bound tenant's orders in parts, oldest first."""
    for reader in _readers:
        yield from reader(since, until)
