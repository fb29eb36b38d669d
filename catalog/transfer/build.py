"""Puts the records of a file together into a document, and collects what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.transfer import cells
from catalog.transfer.cells import BadCell, Reader
from catalog.transfer.document import (
    MOST_ERRORS,
    CatalogDocument,
    CategoryRow,
    GroupRow,
    ItemRow,
    OptionRow,
    ParsedCatalog,
    RowError,
)
from flowt.errors import Refusal

MOST_UNITS = 32_767  # of a PositiveSmallIntegerField
DIETS = (
    *("vegetarian", "vegan", "gluten_free", "lactose_free"),
    *("sugar_free", "spicy", "alcoholic", "organic"),
)
_WINDOWS = cells.many(cells.window)
READERS: Mapping[str, Mapping[str, Reader]] = {
    "category": {
        "name": cells.text(80),
        "description": cells.text(300),
        "is_visible": cells.flag,
        "windows": _WINDOWS,
    },
    "group": {
        "name": cells.text(80),
        "internal_name": cells.text(80),
        "minimum": cells.whole(0, MOST_UNITS),
        "maximum": cells.whole(1, MOST_UNITS),
        "price_rule": cells.one_of("sum", "highest", "average"),
    },
    "option": {
        "name": cells.text(80),
        "description": cells.text(200),
        "price": cells.price,
        "maximum": cells.whole(1, MOST_UNITS),
        "sku": cells.text(40),
        "is_available": cells.flag,
    },
    "item": {
        "name": cells.text(120),
        "sku": cells.text(40),
        "kind": cells.one_of("product", "service"),
        "description": cells.text(1000),
        "serves": cells.text(40),
        "price": cells.price,
        "status": cells.one_of("active", "hidden", "archived"),
        "is_highlight": cells.flag,
        "interest_only": cells.flag,
        "diets": cells.many(cells.one_of(*DIETS)),
        "stock": cells.whole(0, 2_147_483_647),
        "groups": cells.many(cells.text(120)),
        "windows": _WINDOWS,
    },
}
FIELDS = tuple(dict.fromkeys(name for readers in READERS.values() for name in readers))


@dataclass(frozen=True)
class Record:
    """One row as it stands in a file. `where` is put before a column's name (JSON's path)."""

    type: str
    line: int
    values: Mapping[str, Any]
    key: str = ""
    parent: str = ""
    where: str = ""


_Parts = dict[str, list[tuple[Record, dict[str, Any]]]]


@dataclass
class Builder:
    """Takes records in any order; `finish` puts them together."""

    errors: list[RowError] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    records: dict[str, list[tuple[Record, dict[str, Any]]]] = field(
        default_factory=lambda: {kind: [] for kind in READERS}
    )
    keys: dict[str, set[str]] = field(default_factory=dict)  # of good rows and bad ones
    by_name: dict[str, str] = field(default_factory=dict)  # slugs of categories
    implied: dict[str, str] = field(default_factory=dict)  # slug to name

    def add(self, record: Record) -> None:
        """Read a record's cells. A bad one is noted, and left out of the document."""
        self.given |= {name for name in record.values if name in FIELDS}
        before = len(self.errors)
        values = {}
        for name, read in READERS[record.type].items():
            raw = record.values.get(name)
            if raw is None or raw == "":
                continue
            try:
                values[name] = read(raw)
            except Refusal as refusal:
                self.refuse(record, name, str(refusal))
        if not values.get("name") and not record.values.get("name"):
            self.refuse(record, "name", _("The name is missing."))
        if record.key:
            self._note_key(record)
        if len(self.errors) == before:
            self.records[record.type].append((record, values))

    def refuse(self, record: Record, column: str, sentence: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(record.line, record.where + column, sentence))

    def finish(self) -> ParsedCatalog:
        """Put the good records together. Call it once, when all were added."""
        self._name_categories()
        groups = self._groups()
        items = self._items({group.key for group in groups})
        categories = self._categories()
        slugs = {row.slug for row in categories}
        document = CatalogDocument(
            categories=categories,
            groups=groups,
            items=tuple(item for item in items if item.category in slugs),
        )
        return ParsedCatalog(
            document=document,
            errors=tuple(sorted(self.errors, key=lambda error: error.line)),
            given=frozenset(self.given),
            implied=frozenset(self.implied),
        )

    def _note_key(self, record: Record) -> None:
        taken = self.keys.setdefault(record.type, set())
        if record.key in taken:
            self.refuse(record, "key", _("Another row of this file has the same key."))
        taken.add(record.key)
        if record.type == "group" and not record.parent and cells.SEPARATOR in record.key:
            self.refuse(record, "key", _("A key cannot hold the sign |."))
        if record.type in {"category", "item"}:
            try:
                cells.slug(90 if record.type == "category" else 130)(record.key)
            except BadCell as refusal:
                self.refuse(record, "key", str(refusal))

    def _name_categories(self) -> None:
        """Give every category its slug, and remember by which name it may be called."""
        for record, values in self.records["category"]:
            slug = record.key or self._free_slug("category", values["name"], 90)
            values["slug"] = slug
            self.by_name.setdefault(values["name"].casefold(), slug)

    def _category_of(self, record: Record) -> str:
        """Return the slug of the category a record belongs to; one nobody declares is implied."""
        name = str(cells.text(80)(record.parent))
        if name in self.keys.get("category", set()):
            return name
        if name.casefold() not in self.by_name:
            slug = self._free_slug("category", name, 90)
            self.by_name[name.casefold()] = slug
            self.implied[slug] = name
        return self.by_name[name.casefold()]

    def _free_slug(self, kind: str, name: str, longest: int) -> str:
        taken = self.keys.setdefault(kind, set())
        stem = slugify(name)[: longest - 6] or kind
        slug, number = stem, 1
        while slug in taken:
            number += 1
            slug = f"{stem}-{number}"
        taken.add(slug)
        return slug

    def _categories(self) -> tuple[CategoryRow, ...]:
        rows = []
        for record, values in self.records["category"]:
            try:
                parent = self._category_of(record) if record.parent else ""
            except Refusal as refusal:
                self.refuse(record, "parent", str(refusal))
                continue
            rows.append((record, CategoryRow(parent=parent, **values)))
        above = {row.slug: row.parent for _record, row in rows}
        good = []
        for record, row in rows:
            if row.parent and (above.get(row.parent) or row.parent == row.slug):
                self.refuse(record, "parent", _("Categories have two levels, not more."))
            else:
                good.append(row)
        implied = [CategoryRow(slug=slug, name=name) for slug, name in self.implied.items()]
        return (*good, *implied)

    def _items(self, group_keys: set[str]) -> tuple[ItemRow, ...]:
        rows, skus = [], set()
        for record, values in self.records["item"]:
            before = len(self.errors)
            sku, asked = values.get("sku"), values.get("groups", ())
            if sku and sku in skus:
                self.refuse(record, "sku", _("Another row of this file has the same SKU."))
            skus.add(sku)
            for key in [key for key in asked if key not in self.keys.get("group", set())]:
                sentence = _("There is no option group “%(key)s” in this file.") % {"key": key}
                self.refuse(record, "groups", sentence)
            if not record.parent:
                self.refuse(record, "parent", _("The category is missing."))
            if len(self.errors) > before:
                continue
            try:
                category = self._category_of(record)
            except Refusal as refusal:
                self.refuse(record, "parent", str(refusal))
                continue
            slug = record.key or self._free_slug("item", values["name"], 130)
            values |= {"groups": tuple(key for key in asked if key in group_keys)}
            rows.append(ItemRow(slug=slug, category=category, **values))
        return tuple(rows)

    def _groups(self) -> tuple[GroupRow, ...]:
        """Put options into their groups, and nested groups into their options."""
        options, nested = _Parts(), _Parts()
        for record, values in self.records["option"]:
            if record.parent in self.keys.get("group", set()):
                options.setdefault(record.parent, []).append((record, values))
            else:
                self.refuse(record, "parent", _("The group of this option is not in this file."))
        top = []
        parents = {record.key: record.parent for record, _values in self.records["option"]}
        above = {record.key: record.parent for record, _values in self.records["group"]}
        for record, values in self.records["group"]:
            if not self._accepts_group(record, values):
                continue
            if not record.parent:
                top.append((record, values))
            elif record.parent not in self.keys.get("option", set()):
                self.refuse(record, "parent", _("The option of this group is not in this file."))
            elif above.get(parents.get(record.parent, "")):
                self.refuse(record, "parent", _("Groups are nested once, not more."))
            else:
                nested.setdefault(record.parent, []).append((record, values))
        return tuple(
            _group(values, options.get(record.key, []), options, nested, key=record.key)
            for record, values in top
        )

    def _accepts_group(self, record: Record, values: dict[str, Any]) -> bool:
        before = len(self.errors)
        if values.get("minimum", 0) > values.get("maximum", 1):
            self.refuse(record, "minimum", _("The minimum is above the maximum."))
        if not record.key:
            self.refuse(record, "key", _("A group needs a key of its own."))
        return len(self.errors) == before


def _group(
    values: dict[str, Any],
    own: list[tuple[Record, dict[str, Any]]],
    options: _Parts,
    nested: _Parts,
    key: str = "",
) -> GroupRow:
    """Make a group with its options; one with a key may have groups in them."""
    rows = []
    for record, option in own:
        inner = nested.get(record.key, []) if key and record.key else []
        groups = tuple(_group(v, options.get(r.key, []), options, nested) for r, v in inner)
        rows.append(OptionRow(groups=groups, **option))
    return GroupRow(key=key, options=tuple(rows), **values)
