"""What customers choose: dishes by how much they are liked, options as their groups allow."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from cart.selectors import snapshot
from catalog import options
from catalog.models.items import Item
from catalog.shelf import groups_of
from simulator.demo.content import items, sections

DRINKS = {"Bebidas", "Sem álcool", "Vinhos", "Drinks e cervejas"}
AFTERS = {"Sobremesas"}
LUNCH_ONLY = {"Almoço executivo"}


@dataclass(frozen=True)
class Offer:
    """One item, as the demo's customers see it."""

    id: int
    name: str
    sku: str
    price: Decimal
    groups: tuple[options.Group, ...]
    course: str  # main, drink, after, lunch
    weight: int


@dataclass(frozen=True)
class Line:
    """A line of an order, priced."""

    item_id: int
    name: str
    sku: str
    options: list[dict[str, Any]]
    selection: list[Any]
    quantity: int
    unit_price: Decimal


def offers_of(slug: str) -> list[Offer]:
    """Every item of the bound tenant that is ever ordered."""
    rows = {item.name: item for item in Item.objects.all()}
    groups = groups_of([item.pk for item in rows.values()])
    return [
        Offer(
            id=rows[one["name"]].pk,
            name=one["name"],
            sku=rows[one["name"]].sku,
            price=rows[one["name"]].price,
            groups=groups.get(rows[one["name"]].pk, ()),
            course=_course(section["name"]),
            weight=one["weight"],
        )
        for section, _parent in sections(slug)
        for one in items(section)
        if one.get("weight") and not one.get("interest_only")
    ]


def _course(section: str) -> str:
    if section in DRINKS:
        return "drink"
    if section in AFTERS:
        return "after"
    return "lunch" if section in LUNCH_ONLY else "main"


def fill_basket(
    rng: Random, offers: list[Offer], at: datetime, lines: tuple[int, int], *, is_bulk: bool
) -> list[Line]:
    """Choose what goes into one order placed at `at` (in the business's own time)."""
    is_lunch = at.hour < 15 and at.weekday() < 5
    kinds = {"main", "lunch"} if is_lunch else {"main"}
    mains = [offer for offer in offers if offer.course in kinds]
    weights = [o.weight * (3 if o.course == "lunch" else 1) for o in mains]
    many = min(round(rng.triangular(lines[0], lines[1], lines[0] + 0.6)), len(mains))
    chosen = rng.choices(mains, weights, k=many)
    for course, chance, most in (("drink", 0.6, 1), ("after", 0.26, 1)):
        those = [offer for offer in offers if offer.course == course]
        if those and rng.random() < chance:
            chosen += rng.choices(those, [o.weight for o in those], k=rng.randint(1, most))
    unique = list(dict.fromkeys(chosen))
    return [_line(rng, offer, chosen.count(offer), is_bulk=is_bulk) for offer in unique]


def _line(rng: Random, offer: Offer, quantity: int, *, is_bulk: bool) -> Line:
    selection = options.canonical(_choose(rng, offer.groups))
    if is_bulk:
        quantity = rng.choices((1, 2, 3, 5, 10), (30, 28, 22, 14, 6))[0]
    elif offer.course == "drink":
        quantity = rng.choices((1, 2, 3), (66, 27, 7))[0]
    return Line(
        item_id=offer.id,
        name=offer.name,
        sku=offer.sku,
        options=snapshot(selection, offer.groups),
        selection=options.dump_selection(selection),
        quantity=quantity,
        unit_price=options.price(offer.price, selection, offer.groups).unit_price,
    )


def _choose(rng: Random, groups: tuple[options.Group, ...]) -> list[options.Choice]:
    """Answer each group: what it must have, and now and then something more."""
    found = []
    for group in groups:
        units = group.min_quantity
        room = (group.max_quantity or units + 1) - units
        if room and rng.random() < (0.28 if units == 0 else 0.15):
            units += rng.randint(1, min(room, 2))
        left = {option: option.max_quantity for option in group.options}
        for _ in range(units):
            free = [option for option, more in left.items() if more]
            cheap_first = [1 / (1 + float(option.price) / 14) for option in free]
            option = rng.choices(free, cheap_first)[0]
            left[option] -= 1
            nested = _choose(rng, option.groups)
            found.append(options.Choice(option.id, 1, options.canonical(nested)))
    return found
