"""What a catalogue file holds, in its order. The order of rows is the order on the menu."""

from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_ERRORS = 200  # more of them help nobody


@dataclass(frozen=True)
class WindowRow:
    """When it is sold. `weekdays` is a bit mask: Monday is 1, Sunday is 64."""

    weekdays: int
    starts: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class CategoryRow:
    slug: str
    name: str
    parent: str = ""  # the slug of a category above it
    description: str = ""
    is_visible: bool = True
    windows: tuple[WindowRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OptionRow:
    name: str
    description: str = ""
    price: Decimal = Decimal("0.00")
    maximum: int = 1
    sku: str = ""
    is_available: bool = True
    groups: tuple["GroupRow", ...] = ()  # none in an option of a nested group


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """`key` names it within the file; a nested group, which nobody else refers to, has none."""

    key: str = ""
    name: str
    internal_name: str = ""
    minimum: int = 0
    maximum: int = 1
    price_rule: str = "sum"
    options: tuple[OptionRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    slug: str
    name: str
    category: str  # a slug
    kind: str = "product"
    sku: str = ""
    description: str = ""
    serves: str = ""
    price: Decimal = Decimal("0.00")
    status: str = "active"
    is_highlight: bool = False
    interest_only: bool = False
    diets: tuple[str, ...] = ()
    stock: int | None = None
    groups: tuple[str, ...] = ()  # keys of the document's groups
    windows: tuple[WindowRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CatalogDocument:
    categories: tuple[CategoryRow, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    items: tuple[ItemRow, ...] = ()


def in_menu_order(document: CatalogDocument) -> CatalogDocument:
    """Return the same document with each category after its parent, and items by category."""
    children: dict[str, list[CategoryRow]] = {}
    for category in document.categories:
        children.setdefault(category.parent, []).append(category)
    categories = tuple(
        row for top in children.get("", []) for row in (top, *children.get(top.slug, []))
    )
    place = {category.slug: number for number, category in enumerate(categories)}
    items = tuple(sorted(document.items, key=lambda item: place[item.category]))
    return replace(document, categories=categories, items=items)


@dataclass(frozen=True)
class RowError:
    """One thing wrong in a file. `line` counts from 1; 0 where the file as a whole is meant.

    `column` is a header of the CSV or a path in the JSON; "" where the whole row is meant.
    """

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class ParsedCatalog:
    """A file that was read: the good rows, and what is wrong with the others.

    `given` names the fields that the file has: the others stand at their defaults, and an import
    leaves them as they are. `implied` holds the slugs of categories that no row declares.
    """

    document: CatalogDocument
    errors: tuple[RowError, ...] = ()
    given: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()
