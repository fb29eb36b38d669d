"""Finding items by what people type: accents and case make no difference."""

import unicodedata
from dataclasses import replace

from catalog.menu import Card, Section
from catalog.models.items import Item

MOST_QUERY = 60
COMBOS = "combos"  # the key of their section


def fold(text: str) -> str:
    """Bring a text to lower case without accents."""
    parted = unicodedata.normalize("NFD", text)
    return "".join(c for c in parted if not unicodedata.combining(c)).lower()


def find(sections: tuple[Section, ...], query: str) -> tuple[Section, ...]:
    """Keep the cards that hold every word of `query`, among combos and in categories."""
    words = fold(query).split()
    kept = (s for s in sections if s.key == COMBOS or s.key.startswith("category-"))
    found = (_only(section, words) for section in kept)
    return tuple(section for section in found if section.items or section.children)


def _only(section: Section, words: list[str]) -> Section:
    children = (_only(child, words) for child in section.children)
    return replace(
        section,
        items=tuple(card for card in section.items if _matches(card, words)),
        children=tuple(child for child in children if child.items),
    )


def _matches(card: Card, words: list[str]) -> bool:
    labels = dict(Item.Diet.choices)
    diets = " ".join(str(labels.get(diet, "")) for diet in card.diets)
    text = fold(f"{card.name} {card.description} {card.serves} {diets}")
    return all(word in text for word in words)
