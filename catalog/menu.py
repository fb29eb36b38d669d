"""What a menu shows: plain values, made by `catalog.selectors`. No tables here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from catalog.options import Group


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height` are of the largest copy; `srcset` is empty for a drawing."""

    url: str
    srcset: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An item as the menu shows it.

    `price` is what the cheapest order of it costs, `usual_price` the same whatever is sold out
    now; `is_from_price` says that choices which must be made can cost more. `available_text`
    says when it is back; "" while it can be had.
    """

    id: int
    slug: str
    name: str
    description: str
    price: Decimal
    usual_price: Decimal
    has_options: bool
    is_from_price: bool
    picture: Picture | None
    diets: tuple[str, ...]
    is_sold_out: bool
    is_available: bool
    available_text: str
    is_highlight: bool
    interest_only: bool
    serves: str
    kind: str

    @property
    def url(self) -> str:
        return reverse("storefront:item", args=[self.slug])

    @property
    def can_order(self) -> bool:
        return self.is_available and not self.is_sold_out and not self.interest_only


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the menu. `key` is "highlights", "best-sellers" or "category-<id>"."""

    key: str
    title: str
    slug: str
    description: str
    items: tuple[Card, ...]
    children: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """The whole menu. At `true_until` (aware) it changes without anybody writing anything."""

    sections: tuple[Section, ...]
    true_until: datetime | None

    @property
    def count(self) -> int:
        """How many different items it has."""
        parts = [part for top in self.sections for part in (top, *top.children)]
        return len({(card.kind, card.id) for part in parts for card in part.items})


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetail:
    """One item's own page. `base_price` is without options."""

    card: Card
    base_price: Decimal
    groups: tuple[Group, ...]
    pictures: tuple[Picture, ...]
    category: str
    category_slug: str
    sku: str
    stock: int | None
    true_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemForSale:
    """What a cart line needs to be priced. `problem` says why it cannot be ordered now."""

    id: int
    name: str
    slug: str
    sku: str
    price: Decimal
    groups: tuple[Group, ...]
    problem: str | None
    stock: int | None
    picture: Picture | None

    @property
    def url(self) -> str:
        return reverse("storefront:item", args=[self.slug])

    categories: tuple[int, ...] = ()  # its own, and the one above
    true_until: datetime | None = None  # when `problem` changes by itself
