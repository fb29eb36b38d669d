"""What a cart holds, and what it comes to: plain values, no session and no tables."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from offers.quoting import NO_QUOTE, Quote, Why


@dataclass(frozen=True, kw_only=True)
class CartLine:
    """One line as the customer chose it. `selection` is canonical: see `catalog.options`.

    With `combo_id` it is a combo: `selection` holds its picks (`offers.combos.picks`), and
    `item_id` is 0.
    """

    key: str
    item_id: int
    selection: Any
    quantity: int
    notes: str = ""
    combo_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CartContents:
    """`id` is the cart's own name; the order placed from it carries it as idempotency key."""

    id: str
    lines: tuple[CartLine, ...] = ()
    codes: tuple[str, ...] = ()  # coupons, as `offers.operations.coupons.clean_code` writes them

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class PricedPart:
    """A part of a combo, `per_combo` of it in each. `total` is before its share of the saving."""

    choice_id: int
    item_id: int
    name: str
    sku: str
    per_combo: int
    quantity: int
    unit_price: Decimal
    total: Decimal
    discount: Decimal
    options: list[dict[str, Any]]
    selection: list[Any]
    reasons: tuple[Why, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PricedLine:
    """A line at this moment's prices. `options` is the snapshot an order keeps.

    `total` is before `discount`; `reasons` say which offers it comes from. A gift costs nothing,
    and its one reason says what it is worth. A combo's `total` is what its parts cost alone; its
    `unit_price` is its own price, and `saving` that part of `discount` which is no offer's but its
    own.
    """

    key: str
    item_id: int
    name: str
    slug: str
    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    options: list[dict[str, Any]]
    selection: list[Any]
    notes: str = ""
    problems: tuple[str, ...] = ()
    picture: Any = None
    combo_id: int | None = None
    parts: tuple[PricedPart, ...] = ()
    discount: Decimal = Decimal(0)
    saving: Decimal = Decimal(0)
    reasons: tuple[Why, ...] = ()
    is_gift: bool = False

    @property
    def url(self) -> str:
        """Its page; "" where it has none any more."""
        page = "storefront:item" if self.combo_id is None else "storefront:combo"
        return reverse(page, args=[self.slug]) if self.slug else ""

    @property
    def due(self) -> Decimal:
        """What is left to pay of it."""
        return self.total - self.discount


@dataclass(frozen=True, kw_only=True)
class PricedCart:
    """Everything a cart comes to, computed on the server. `problems` keep it from being ordered."""

    lines: tuple[PricedLine, ...]
    subtotal: Decimal
    discount: Decimal
    delivery_fee: Decimal
    total: Decimal
    problems: tuple[str, ...] = ()
    quote: Quote = NO_QUOTE  # what offers took off, and what coupons of the cart came to

    @property
    def due(self) -> Decimal:
        """What all lines cost now, without the delivery."""
        return self.subtotal - self.discount

    @property
    def combo_saving(self) -> Decimal:
        """What combos cost less than their parts."""
        return sum((line.saving for line in self.lines), Decimal(0))

    @property
    def is_delivery_free(self) -> bool:
        """Does an offer pay for the delivery, whatever it will come to?"""
        return bool(self.quote.delivery) and not self.delivery_fee

    @property
    def goods(self) -> Decimal:
        """What the lines cost before any offer, combos at their own price."""
        return self.subtotal - self.combo_saving

    @property
    def is_orderable(self) -> bool:
        return bool(self.lines) and not self.problems and not any(x.problems for x in self.lines)
