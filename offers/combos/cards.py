"""Combos on the menu, made from the cards of their items: one query of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from catalog.menu import Card, Menu, Picture
from offers.combos import stored
from offers.combos.ranges import Asked, Range, Unit, range_of
from offers.combos.selectors import picture_of, when
from offers.combos.stored import StoredChoice, StoredCombo, StoredGroup

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComboCard(Card):
    """A combo as the menu shows it. `price` is the cheapest way to pick it.

    Its `id` is below zero: no item has it. `combo_id` is its own.
    `saving` is what it costs less, at least, than its items alone; `before` is what those cost,
    where nothing is to be picked. `contents` names what comes along.
    """

    combo_id: int
    category_id: int | None
    saving: Decimal
    before: Decimal | None
    contents: tuple[str, ...]

    @property
    def url(self) -> str:
        return reverse("storefront:combo", args=[self.slug])


@dataclass(frozen=True, slots=True)
class ComboShelf:
    """At `true_until` (aware) it changes by itself, apart from its items."""

    cards: tuple[ComboCard, ...]
    rows: tuple[StoredCombo, ...]  # of the cards, in their order
    true_until: datetime | None


def combos_of(menu: Menu, now: datetime) -> ComboShelf:
    """Return the combos of the menu, as its items stand."""
    cards = {card.id: card for card in _cards(menu)}
    return shelf_of(cards, now)


def shelf_of(cards: Mapping[int, Card], now: datetime) -> ComboShelf:
    """As `combos_of`, from the cards of all items of the menu by id."""
    rows = stored.on_menu()
    changes = [row.window(now).next_change for row in rows]
    return ComboShelf(
        cards=tuple(_card(row, cards, now) for row in rows),
        rows=rows,
        true_until=min((at for at in changes if at), default=None),
    )


def _cards(menu: Menu) -> Iterator[Card]:
    for top in menu.sections:
        for part in (top, *top.children):
            yield from part.items


def _card(row: StoredCombo, cards: Mapping[int, Card], now: datetime) -> ComboCard:
    window = row.window(now)
    missing = None if not window.is_open else _missing(row, cards)
    is_away = not window.is_open or (missing is not None and bool(missing.available_text))
    prices = _range(row, cards)
    saving = max(prices.least_saving, NOTHING)
    is_fixed = all(group.is_fixed for group in row.groups)
    return ComboCard(
        id=-row.id,
        combo_id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        price=prices.price,
        usual_price=prices.price,
        has_options=True,
        is_from_price=any(_varies(group) for group in row.groups),
        picture=picture_of(row) or _dearest_picture(row, cards),
        diets=(),
        is_sold_out=not is_away and not _is_complete(row, cards),
        is_available=not is_away,
        available_text=when(window, now) or (missing.available_text if missing else ""),
        is_highlight=row.is_highlight,
        interest_only=False,
        serves="",
        kind="combo",
        category_id=row.category_id,
        saving=saving,
        before=prices.alone if is_fixed and saving else None,
        contents=tuple(_contents(row, cards)),
    )


def _is_complete(row: StoredCombo, cards: Mapping[int, Card]) -> bool:
    return all(_reaches(group, cards) for group in row.groups)


def _reaches(group: StoredGroup, cards: Mapping[int, Card]) -> bool:
    """Can as much of it be had as it asks for?"""
    there = [choice for choice in group.choices if _can_be_had(choice, cards)]
    if group.is_fixed:
        return len(there) == len(group.choices)
    return sum(choice.maximum for choice in there) >= group.minimum


def _missing(row: StoredCombo, cards: Mapping[int, Card]) -> Card | None:
    """Return the first item without which the combo cannot be had, if the menu shows it."""
    for group in row.groups:
        if not _reaches(group, cards):
            gone = (cards.get(c.item_id) for c in group.choices if not _can_be_had(c, cards))
            return next((card for card in gone if card), None)
    return None


def _can_be_had(choice: StoredChoice, cards: Mapping[int, Card]) -> bool:
    card = cards.get(choice.item_id)
    return card is not None and card.can_order


def _range(row: StoredCombo, cards: Mapping[int, Card]) -> Range:
    return range_of(
        row.price,
        [
            Asked(
                None if group.is_fixed else group.minimum,
                [
                    Unit(_alone(c, cards), c.surcharge, c.maximum, _can_be_had(c, cards))
                    for c in group.choices
                ],
            )
            for group in row.groups
        ],
    )


def _alone(choice: StoredChoice, cards: Mapping[int, Card]) -> Decimal:
    card = cards.get(choice.item_id)
    return card.usual_price if card else NOTHING


def _varies(group: StoredGroup) -> bool:
    if group.is_fixed:
        return False
    return len({choice.surcharge for choice in group.choices}) > 1


def _contents(row: StoredCombo, cards: Mapping[int, Card]) -> Iterator[str]:
    for group in row.groups:
        if not group.is_fixed:
            yield group.name
            continue
        for choice in group.choices:
            if card := cards.get(choice.item_id):
                yield f"{choice.maximum}× {card.name}" if choice.maximum > 1 else card.name


def _dearest_picture(row: StoredCombo, cards: Mapping[int, Card]) -> Picture | None:
    """The picture of what is worth most, where a combo has none of its own."""
    parts = (cards.get(choice.item_id) for group in row.groups for choice in group.choices)
    shown = [card for card in parts if card and card.picture]
    dearest = max(shown, key=lambda card: card.usual_price, default=None)
    return dearest.picture if dearest else None
