"""The whole menu: what the catalogue has, with the combos made of it."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from catalog.menu import Menu, Section
from catalog.selectors import menu as items_of
from offers.combos.cards import ComboCard, combos_of
from storefront.search import COMBOS

HIGHLIGHTS, BEST_SELLERS = "highlights", "best-sellers"


def menu_of(now: datetime) -> Menu:
    """Return the menu as it stands at `now`, combos first in their sections: one query more."""
    items = items_of(now)
    shelf = combos_of(items, now)
    changes = [at for at in (items.true_until, shelf.true_until) if at]
    sections = _with_combos(items.sections, shelf.cards) if shelf.cards else items.sections
    return Menu(sections, min(changes, default=None))


def _with_combos(
    sections: tuple[Section, ...], combos: tuple[ComboCard, ...]
) -> tuple[Section, ...]:
    picked = [section for section in sections if section.key in (HIGHLIGHTS, BEST_SELLERS)]
    rest = [section for section in sections if section not in picked]
    shown = tuple(card for card in combos if card.is_highlight and card.can_order)
    if shown:
        picked = _highlighted(picked, shown)
    own = _section(COMBOS, _("Combos"), combos)
    return (*picked, own, *(_in_category(section, combos) for section in rest))


def _highlighted(picked: list[Section], shown: tuple[ComboCard, ...]) -> list[Section]:
    if picked and picked[0].key == HIGHLIGHTS:
        first = replace(picked[0], items=(*shown, *picked[0].items))
        return [first, *picked[1:]]
    return [_section(HIGHLIGHTS, _("Highlights"), shown), *picked]


def _section(key: str, title: str, cards: tuple[ComboCard, ...]) -> Section:
    return Section(key=key, title=title, slug=key, description="", items=cards)


def _in_category(section: Section, combos: tuple[ComboCard, ...]) -> Section:
    """The section with the combos of its category before its items, in each of its parts."""
    mine = tuple(card for card in combos if section.key == f"category-{card.category_id}")
    return replace(
        section,
        items=(*mine, *section.items),
        children=tuple(_in_category(child, combos) for child in section.children),
    )
