"""What a cart may still take: what goes well with it, and a bigger one of what it has."""

from dataclasses import dataclass, field

from django.utils import timezone

from cart.contents import CartContents
from cart.upgrades import Upgrade, upgrades_of
from catalog.companions import company_of
from catalog.menu import Card

MOST_STEPS = 2  # shown


@dataclass(frozen=True)
class Suggestions:
    """`steps` are all there are, by the line's key."""

    cards: tuple[Card, ...] = ()
    is_learnt: bool = False
    steps: dict[str, Upgrade] = field(default_factory=dict)

    @property
    def shown_steps(self) -> list[Upgrade]:
        return list(self.steps.values())[:MOST_STEPS]


def suggest(contents: CartContents) -> Suggestions:
    """Return what may be suggested beside this cart, in three queries; nothing to an empty one."""
    if not contents.lines:
        return Suggestions()
    company = company_of({line.item_id for line in contents.lines}, timezone.now())
    steps = upgrades_of(contents.lines, company.chosen)
    return Suggestions(company.cards, company.is_learnt, steps)
