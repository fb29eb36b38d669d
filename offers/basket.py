"""What offers are judged by, and what comes of it: plain values in the currency's smallest unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple


class Line(NamedTuple):
    """One line of a basket at its own price. `mark` is its content, so that two lines of one item
    stand in an order of their own; `key` only names it. `off` is what its combo takes off it.
    """

    key: str
    item_id: int
    unit: int
    quantity: int
    categories: tuple[int, ...] = ()  # the item's own, and the one above it
    is_combo: bool = False  # a part of a combo
    mark: str = ""
    off: int = 0

    @property
    def total(self) -> int:
        return self.unit * self.quantity - self.off


@dataclass(frozen=True, kw_only=True)
class Basket:
    """What is bought, when it is for, by whom and which way they came.

    `at` is aware. `delivery` is the fee; None where none is known yet. `is_first` and `tags` are
    None while nobody said who they are. `gifts` maps items that can be given away to their price.
    """

    lines: tuple[Line, ...]
    at: datetime
    time_zone: str
    profile: str = ""
    delivery: int | None = None
    via: str = ""
    qr_src: str = ""
    qr_code: str = ""
    is_first: bool | None = None
    tags: frozenset[str] | None = None
    currency: str = "BRL"
    gifts: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def subtotal(self) -> int:
        return sum(line.total for line in self.lines)


class Part(NamedTuple):
    """A line that a benefit acts on, and what offers before it left of its price."""

    line: Line
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What one benefit takes off: of each part in turn, of the delivery, and what it gives away.

    `gift` is (item id, units) and `gift_worth` their price; it is for budgets and comparisons.
    """

    lines: tuple[int, ...] = ()
    delivery: int = 0
    gift: tuple[int, int] | None = None
    gift_worth: int = 0
    is_open: bool = False  # given, but its amount is not known yet

    @property
    def worth(self) -> int:
        return sum(self.lines) + self.delivery + self.gift_worth


class Reason(NamedTuple):
    """Why something costs less: for the customer, and for whoever counts."""

    offer_id: int
    label: str
    sentence: str
    amount: int


class Gift(NamedTuple):
    """Units of an item that come for nothing. `amount` is what they are worth."""

    offer_id: int
    label: str
    sentence: str
    item_id: int
    quantity: int
    amount: int


class Taken(NamedTuple):
    """An offer that was given, and all that it was worth: what a placed order uses of it."""

    offer_id: int
    revision: int
    amount: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the offers come to. `lines` maps a line's key to its reasons; `refused` an offer to a
    sentence that says why it was not given.
    """

    lines: Mapping[str, tuple[Reason, ...]]
    delivery: tuple[Reason, ...]
    gifts: tuple[Gift, ...]
    taken: tuple[Taken, ...]
    refused: Mapping[int, str]

    @property
    def discount(self) -> int:
        return sum(reason.amount for reasons in self.lines.values() for reason in reasons)

    @property
    def delivery_saving(self) -> int:
        return sum(reason.amount for reason in self.delivery)
