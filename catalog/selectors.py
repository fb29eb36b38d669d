"""What others read of the catalogue: the menu, one item's page, and what can be sold."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from catalog import counter, shelf
from catalog.counter import Ground
from catalog.menu import Card, ItemDetail, ItemForSale, Menu, Section
from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.shelf import Thing

BEST_SELLERS = 6  # shown at most
FEWEST_BEST_SELLERS = 3  # fewer than these are no list


def menu(now: datetime) -> Menu:
    """Return all that is on the menu, as it stands at `now`, in five queries whatever its size."""
    things = shelf.read(Item.objects.on_menu(), now)
    cards = {thing.row.id: thing.card() for thing in things}
    in_category: dict[int, list[Card]] = {}
    for thing in things:
        in_category.setdefault(thing.row.category_id, []).append(cards[thing.row.id])
    changes = [thing.true_until for thing in things if thing.true_until]
    sections = (*_picked(things, cards), *_by_category(in_category))
    return Menu(sections=sections, true_until=min(changes, default=None))


def item_detail(slug: str, now: datetime) -> ItemDetail | None:
    """Return one item of the menu with its options and pictures; None if the menu has none such."""
    found = shelf.read(Item.objects.on_menu().filter(slug=slug), now)
    if not found:
        return None
    thing = found[0]
    category = Category.objects.get(pk=thing.row.category_id)
    return ItemDetail(
        card=thing.card(),
        base_price=thing.row.price,
        groups=thing.groups,
        pictures=thing.pictures,
        category=category.name,
        category_slug=category.slug,
        sku=thing.row.sku,
        stock=thing.row.stock,
        true_until=thing.true_until,
    )


def for_sale(
    item_ids: Collection[int],
    now: datetime,
    *,
    with_pictures: bool = True,
    ground: Ground | None = None,
) -> dict[int, ItemForSale]:
    """Return the items that exist, each with its price and options, and why it cannot be ordered.

    Nothing is held: whoever takes units asks `catalog.operations.stock` for them. With a `ground`
    it is the caller's transaction that says how they stand.
    """
    read = counter.read(set(item_ids), now, with_pictures=with_pictures, ground=ground)
    return {
        thing.row.id: ItemForSale(
            id=thing.row.id,
            name=thing.row.name,
            slug=thing.row.slug,
            sku=thing.row.sku,
            price=thing.row.price,
            groups=thing.groups,
            problem=_problem(thing, is_shown=is_on_menu),
            stock=thing.row.stock,
            picture=thing.picture,
            categories=_categories(thing),
            true_until=thing.true_until,
        )
        for thing, is_on_menu in read
    }


def _categories(thing: Thing) -> tuple[int, ...]:
    row = thing.row
    return (
        (row.category_id, row.category__parent_id)
        if row.category__parent_id
        else (row.category_id,)
    )


def _problem(thing: Thing, *, is_shown: bool) -> str | None:
    """Say why an item cannot be ordered at this instant."""
    if not is_shown:
        sentence = _("“%(name)s” is no longer on the menu.")
    elif thing.row.interest_only:
        sentence = _("“%(name)s” is not sold online. Ask us about it.")
    elif thing.is_sold_out:
        sentence = _("“%(name)s” is sold out.")
    elif not thing.window.is_open:
        sentence = _("“%(name)s” is not available now. %(when)s")
    else:
        return None
    return sentence % {"name": thing.row.name, "when": thing.available_text}


def _picked(things: list[Thing], cards: dict[int, Card]) -> list[Section]:
    """The sections that are drawn from all categories: highlights and best sellers."""
    offered = [thing for thing in things if not thing.is_sold_out and thing.window.is_open]
    highlights = [thing for thing in offered if thing.row.is_highlight]
    sold = [thing for thing in offered if thing.row.sold_count]
    best = sorted(sold, key=lambda thing: -thing.row.sold_count)[:BEST_SELLERS]
    if len(best) < FEWEST_BEST_SELLERS:
        best = []
    picked = [
        ("highlights", _("Highlights"), highlights),
        ("best-sellers", _("Best sellers"), best),
    ]
    return [
        Section(
            key=key,
            title=title,
            slug=key,
            description="",
            items=tuple(cards[thing.row.id] for thing in chosen),
        )
        for key, title, chosen in picked
        if chosen
    ]


def _by_category(in_category: dict[int, list[Card]]) -> list[Section]:
    """One section a category that has something to show, with those inside it."""
    rows = list(Category.objects.visible())
    children: dict[int | None, list[Category]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)

    def section(category: Category) -> Section:
        inner = [section(child) for child in children.get(category.pk, [])]
        return Section(
            key=f"category-{category.pk}",
            title=category.name,
            slug=category.slug,
            description=category.description,
            items=tuple(in_category.get(category.pk, ())),
            children=tuple(part for part in inner if part.items or part.children),
        )

    found = [section(category) for category in children.get(None, [])]
    return [part for part in found if part.items or part.children]
