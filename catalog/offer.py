"""All that is on the menu with its options, for readers that are programs."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog import options, shelf
from catalog.menu import Card, Picture
from catalog.models.categories import Category
from catalog.models.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An item of the menu. `card.price` is what the cheapest order of it costs."""

    card: Card
    category_id: int
    base_price: Decimal
    groups: tuple[options.Group, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The menu by its categories. At `true_until` (aware) it changes by itself."""

    categories: tuple[Category, ...]
    items: tuple[Offered, ...]
    true_until: datetime | None


def offer(now: datetime) -> Offer:
    """Return the menu as it stands at `now`, in seven queries whatever its size."""
    things = shelf.read(Item.objects.on_menu(), now)
    used = {thing.row.category_id for thing in things}
    used |= {thing.row.category__parent_id for thing in things if thing.row.category__parent_id}
    changes = [thing.true_until for thing in things if thing.true_until]
    return Offer(
        categories=tuple(row for row in Category.objects.visible() if row.pk in used),
        items=tuple(
            Offered(
                card=thing.card(),
                category_id=thing.row.category_id,
                base_price=thing.row.price,
                groups=thing.groups,
                pictures=thing.pictures,
            )
            for thing in things
        ),
        true_until=min(changes, default=None),
    )
