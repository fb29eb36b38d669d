"""Offers on the public pages: what cards say of them, and the sections they stand in."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.menu import Card, ItemDetail, Menu, Section
from catalog.models.items import Item
from flowt.money import to_units
from flowt.tenancy import current_schema, current_tenant
from offers.showing import Deal, Note, Teller, Thing
from orders.models import OrderLine
from storefront.pace import PLACED

TODAY, FOR_YOU = "offers", "for-you"
MOST_TODAY, MOST_FOR_YOU = 12, 6
FEWEST_FOR_YOU = 4  # with fewer items on offer, one section shows them all


@dataclass(frozen=True, slots=True, kw_only=True)
class DealCard(Card):
    """A card with an offer. `price` is the new one; `before` the old, None where it stays."""

    deal: Deal
    before: Decimal | None

    @classmethod
    def of(cls, card: Card, deal: Deal) -> "DealCard":
        values = {one.name: getattr(card, one.name) for one in fields(Card)}
        before = None if deal.price is None else card.price
        price = card.price if deal.price is None else deal.price
        return cls(**{**values, "price": price}, deal=deal, before=before)


@dataclass(frozen=True)
class Stall:
    """Cards of items as offers leave them, and where the items stand."""

    cards: Mapping[int, Card] = field(default_factory=dict)
    categories: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    true_until: datetime | None = None

    @property
    def on_offer(self) -> list[DealCard]:
        """The items on offer that can be ordered now: the largest saving first."""
        cards = [one for one in self.cards.values() if isinstance(one, DealCard) and one.can_order]
        return sorted(cards, key=lambda card: (-card.deal.percent, card.id))


@dataclass(frozen=True)
class Offering:
    """A menu as offers leave it, and what is told of whole orders."""

    menu: Menu
    notes: tuple[Note, ...]


def with_offers(menu: Menu, now: datetime) -> Offering:
    """Return the menu with the prices and badges of now, its offers in sections of their own."""
    parts = [part for top in menu.sections for part in (top, *top.children)]
    stall = stall_of((card for part in parts for card in part.items), now)
    if not stall.on_offer:
        return Offering(_kept(menu, menu.sections, stall), stall.notes)
    changed = tuple(_changed(part, stall.cards.get) for part in menu.sections)
    return Offering(_kept(menu, (*_rows(stall), *changed), stall), stall.notes)


def with_offer(found: ItemDetail, now: datetime) -> ItemDetail:
    """Return one item with the price and badge of now."""
    stall = stall_of([found.card], now)
    until = _first(found.true_until, stall.true_until)
    return replace(found, card=stall.cards.get(found.card.id, found.card), true_until=until)


def stall_of(cards: Iterable[Card], now: datetime) -> Stall:
    """Ask which offers items have: one query where there are none, three at most."""
    known = {card.id: card for card in cards if type(card) is Card}
    teller = Teller(now)
    if not teller.shown:
        return Stall(known, true_until=teller.showcase(()).true_until)
    rows = Item.objects.filter(pk__in=known).values_list("pk", "category_id", "category__parent_id")
    categories = {pk: tuple(one for one in (own, above) if one) for pk, own, above in rows}
    currency = current_tenant().currency
    showcase = teller.showcase(
        Thing(pk, to_units(known[pk].price, currency), categories[pk])
        for pk in categories
        if not known[pk].interest_only
    )
    deals = {pk: DealCard.of(known[pk], deal) for pk, deal in showcase.deals.items()}
    return Stall({**known, **deals}, categories, showcase.notes, showcase.true_until)


def for_you(cards: Iterable[Card]) -> Section:
    return _section(FOR_YOU, _("Best deals for you"), cards)


def own_best(request: Any, stall: Stall) -> list[Card]:
    """Return the deals that fit what this browser ordered before; none where it says nothing.

    Only orders placed from this very browser count: a telephone may be anybody's.
    """
    placed: dict[str, str] = request.session.get(PLACED + current_schema(), {})
    if not placed or not stall.on_offer:
        return []
    bought, liked = _habits(list(placed.values()), stall)

    def liking(card: Card) -> int:
        return sum(liked[pk] for pk in stall.categories.get(card.id, ()))

    mine: list[Card] = [card for card in stall.on_offer if bought[card.id] or liking(card)]
    mine.sort(key=lambda card: (-bought[card.id], -liking(card)))
    return mine[:MOST_FOR_YOU]


def _habits(tokens: list[str], stall: Stall) -> tuple[Counter[int], Counter[int]]:
    """How many units were bought of each item, and from each category."""
    bought: Counter[int] = Counter()
    liked: Counter[int] = Counter()
    lines = OrderLine.objects.filter(order__token__in=tokens).exclude(item_id=None)
    for pk, quantity in lines.values_list("item_id", "quantity"):
        bought[pk] += quantity
        for category in stall.categories.get(pk, ()):
            liked[category] += quantity
    return bought, liked


def _rows(stall: Stall) -> list[Section]:
    """Today's offers, those that end first in front; and the best of them. The second one is
    everybody's until the page asks for the visitor's own.
    """
    cards = stall.on_offer
    soon = [card for card in cards if card.deal.ends_at]
    soon.sort(key=lambda card: (card.deal.ends_at, card.id))
    today = [*soon, *(card for card in cards if not card.deal.ends_at)]
    found = [_section(TODAY, _("Offers of the day"), today[:MOST_TODAY])]
    if len(cards) >= FEWEST_FOR_YOU:
        found.append(for_you(cards[:MOST_FOR_YOU]))
    return found


def _changed(section: Section, card_of: Callable[[int, Card], Card]) -> Section:
    return replace(
        section,
        items=tuple(card_of(card.id, card) for card in section.items),
        children=tuple(_changed(child, card_of) for child in section.children),
    )


def _kept(menu: Menu, sections: tuple[Section, ...], stall: Stall) -> Menu:
    return Menu(sections=sections, true_until=_first(menu.true_until, stall.true_until))


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def _section(key: str, title: str, cards: Iterable[Card]) -> Section:
    return Section(key=key, title=title, slug=key, description="", items=tuple(cards))
