"""The full catalogue: every item by its category, filtered by what a visitor asks for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.menu import Card, Menu, Section
from catalog.models.items import Item
from storefront.menus import BEST_SELLERS, HIGHLIGHTS
from storefront.offering import FOR_YOU, TODAY
from storefront.search import MOST_QUERY, find

PICKED = (HIGHLIGHTS, BEST_SELLERS, TODAY, FOR_YOU)
SORTS: dict[str, tuple[Any, Callable[[Card], Any]]] = {
    "preco": (_("Lowest price first"), lambda card: (card.interest_only, card.price)),
    "-preco": (_("Highest price first"), lambda card: (card.interest_only, -card.price)),
    "nome": (_("By name"), lambda card: card.name.casefold()),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for; empty fields ask for nothing."""

    query: str = ""
    kind: str = ""
    diets: tuple[str, ...] = ()
    only_available: bool = False
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read a query, passing over what makes no sense."""
        kind, sort = query.get("tipo", ""), query.get("ordem", "")
        return cls(
            query=query.get("q", "").strip()[:MOST_QUERY],
            kind=kind if kind in Item.Kind.values else "",
            diets=tuple(one for one in query.getlist("para") if one in Item.Diet.values),
            only_available=query.get("disponivel", "") == "1",
            sort=sort if sort in SORTS else "",
        )

    def __bool__(self) -> bool:
        return bool(self.query or self.kind or self.diets or self.only_available or self.sort)

    def fits(self, card: Card) -> bool:
        return (
            (not self.kind or card.kind == self.kind)
            and set(self.diets) <= set(card.diets)
            and (not self.only_available or card.can_order or card.interest_only)
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by: only what some items have and others have not."""

    kinds: tuple[tuple[str, Any], ...]
    diets: tuple[tuple[str, Any], ...]
    sorts: tuple[tuple[str, Any], ...]


def categories(menu: Menu) -> tuple[Section, ...]:
    """Return the menu's own sections, without what is drawn from all of them."""
    return tuple(part for part in menu.sections if part.key not in PICKED)


def named(sections: Iterable[Section], slug: str) -> tuple[Section, Section | None] | None:
    """Return the category of that address, with the one it stands in."""
    for top in sections:
        if top.slug == slug:
            return top, None
        for child in top.children:
            if child.slug == slug:
                return child, top
    return None


def narrowed(sections: tuple[Section, ...], asked: Asked) -> tuple[Section, ...]:
    """Return the sections with the items that fit, those without any left out."""
    if asked.query:
        sections = tuple(find(sections, asked.query))
    found = (_narrowed(section, asked) for section in sections)
    return tuple(section for section in found if section.items or section.children)


def _narrowed(section: Section, asked: Asked) -> Section:
    items = [card for card in section.items if asked.fits(card)]
    if asked.sort:
        items.sort(key=SORTS[asked.sort][1])
    children = (_narrowed(child, asked) for child in section.children)
    return replace(
        section, items=tuple(items), children=tuple(one for one in children if one.items)
    )


def choices(sections: Iterable[Section]) -> Choices:
    cards = cards_of(sections)
    kinds = {card.kind for card in cards}
    diets = {diet for card in cards for diet in card.diets}
    return Choices(
        tuple(row for row in Item.Kind.choices if row[0] in kinds) if len(kinds) > 1 else (),
        tuple(row for row in Item.Diet.choices if row[0] in diets),
        tuple((key, label) for key, (label, _key) in SORTS.items()),
    )


def cards_of(sections: Iterable[Section]) -> list[Card]:
    return [card for top in sections for part in (top, *top.children) for card in part.items]
