"""What a cart may still take: what goes well with it, a bigger one of what it has, or a combo."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from cart.contents import CartContents
from cart.upgrades import Upgrade, upgrades_of
from catalog import counter
from catalog.companions import company_of
from catalog.menu import Card
from offers.combos import stored
from offers.combos.cards import ComboCard, shelf_of
from storefront.offering import stall_of

MOST_STEPS = 2  # shown


@dataclass(frozen=True)
class Suggestions:
    """`steps` are all there are, by the line's key. `combo` holds something of the cart's."""

    cards: tuple[Card, ...] = ()
    is_learnt: bool = False
    steps: dict[str, Upgrade] = field(default_factory=dict)
    combo: ComboCard | None = None

    @property
    def shown_steps(self) -> list[Upgrade]:
        return list(self.steps.values())[:MOST_STEPS]


def suggest(contents: CartContents) -> Suggestions:
    """Return what may be suggested beside this cart; nothing to an empty one."""
    now = timezone.now()
    item_ids = {line.item_id for line in contents.lines if not line.combo_id}
    if not item_ids:
        return Suggestions()
    company = company_of(item_ids, now)
    priced = stall_of(company.cards, now).cards if company.cards else {}
    return Suggestions(
        cards=tuple(priced[card.id] for card in company.cards),
        is_learnt=company.is_learnt,
        steps=upgrades_of(contents.lines, company.chosen),
        combo=_combo_with(item_ids, {line.combo_id for line in contents.lines}, now),
    )


def _combo_with(
    item_ids: Collection[int], have: Collection[int | None], now: datetime
) -> ComboCard | None:
    """Return the combo that holds most of these items and can be had now, if it saves something."""
    rows = [row for row in stored.on_menu() if row.id not in have]
    shared = {row.id: len(row.item_ids.intersection(item_ids)) for row in rows}
    near = sorted((row for row in rows if shared[row.id]), key=lambda row: -shared[row.id])
    if not near:
        return None
    read = counter.read({pk for row in near for pk in row.item_ids}, now)
    cards = {one.thing.row.id: one.thing.card() for one in read if one.is_on_menu}
    found = {card.combo_id: card for card in shelf_of(cards, now).cards}
    good = (found[row.id] for row in near if row.id in found)
    return next((card for card in good if card.can_order and card.saving), None)


def steps_of(contents: CartContents) -> dict[str, Upgrade]:
    """Return the bigger ones alone, by the line's key."""
    item_ids = {line.item_id for line in contents.lines if not line.combo_id}
    return upgrades_of(contents.lines, company_of(item_ids, timezone.now()).chosen)
