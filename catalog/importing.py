"""What a file would change in the catalogue. Pure: a document against a document.

A row is known by its slug; an item also by its SKU, a group by its key, a category that no row
declares by its name. Fields that the file does not have are left as they are. Rows that the file
does not have stay.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from catalog.transfer.document import (
    CatalogDocument,
    CategoryRow,
    GroupRow,
    ItemRow,
    ParsedCatalog,
    RowError,
)

CREATE, CHANGE, SAME = "create", "change", "same"
_ALWAYS = {"slug", "key", "category", "parent", "options"}
Row = TypeVar("Row", CategoryRow, GroupRow, ItemRow)


@dataclass(frozen=True)
class FieldChange:
    """One field of a row, before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """What becomes of one row of the file. `row` is it as it will stand afterwards."""

    kind: str  # category, group or item
    action: str  # create, change or same
    row: Any
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All that an import does, and what keeps it from being done."""

    changes: tuple[Change, ...]
    problems: tuple[RowError, ...]

    def count(self, action: str) -> int:
        return sum(change.action == action for change in self.changes)

    def of(self, kind: str, *actions: str) -> list[Change]:
        return [c for c in self.changes if c.kind == kind and (not actions or c.action in actions)]

    @property
    def is_empty(self) -> bool:
        return all(change.action == SAME for change in self.changes)

    @property
    def digest(self) -> str:
        """Tells whether what a person saw is what would be done now."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()[:32]


def compare(
    parsed: ParsedCatalog, stored: CatalogDocument, *, archived: Iterable[str] = ()
) -> Plan:
    """Return what importing `parsed` into `stored` does. `archived` are slugs of categories."""
    document = _known_by_name(parsed, stored)
    categories = _changes("category", document.categories, stored.categories, parsed, _slug)
    categories = [
        replace(c, action=CHANGE, fields=(*c.fields, FieldChange("archived", "true", "false")))
        if c.row.slug in set(archived)
        else c
        for c in categories
    ]
    items = _changes("item", _known_by_sku(document.items, stored), stored.items, parsed, _slug)
    groups = _changes("group", document.groups, stored.groups, parsed, lambda row: row.key)
    problems = (
        *parsed.errors,
        *_sku_problems(items, stored),
        *_depth_problems(categories, stored),
    )
    return Plan((*categories, *groups, *items), problems)


def _slug(row: Any) -> str:
    return str(row.slug)


def _changes(
    kind: str,
    rows: Iterable[Row],
    stored: Iterable[Row],
    parsed: ParsedCatalog,
    key: Callable[[Row], str],
) -> list[Change]:
    known = {key(row): row for row in stored}
    found = []
    for row in rows:
        old = known.get(key(row))
        if old is None:
            found.append(Change(kind, CREATE, row))
            continue
        is_implied = kind == "category" and key(row) in parsed.implied
        new = old if is_implied else _merged(row, old, parsed.given)
        changed = tuple(
            FieldChange(field.name, getattr(old, field.name), getattr(new, field.name))
            for field in fields(new)
            if getattr(old, field.name) != getattr(new, field.name)
        )
        found.append(Change(kind, CHANGE if changed else SAME, new, changed))
    return found


def _merged(row: Any, old: Any, given: frozenset[str]) -> Any:
    """Return `row` with the fields the file does not have taken from `old`."""
    kept = {
        field.name: getattr(old, field.name)
        for field in fields(row)
        if field.name not in given and field.name not in _ALWAYS
    }
    merged = replace(row, **kept)
    if hasattr(merged, "windows"):
        merged = replace(
            merged,
            windows=tuple(sorted(merged.windows, key=lambda w: (w.starts, w.ends, w.weekdays))),
        )
    if isinstance(merged, GroupRow):
        by_name = {option.name.casefold(): option for option in old.options}
        merged = replace(
            merged,
            options=tuple(
                _merged(option, by_name[option.name.casefold()], given | {"groups"})
                if option.name.casefold() in by_name
                else option
                for option in row.options
            ),
        )
    return merged


def _known_by_name(parsed: ParsedCatalog, stored: CatalogDocument) -> CatalogDocument:
    """Give the categories that no row declares the slugs of those with the same name."""
    document = parsed.document
    by_name = {row.name.casefold(): row.slug for row in reversed(stored.categories)}
    slugs = {row.slug for row in stored.categories}
    renamed = {
        row.slug: by_name[row.name.casefold()]
        for row in document.categories
        if row.slug in parsed.implied and row.slug not in slugs and row.name.casefold() in by_name
    }
    if not renamed:
        return document
    return replace(
        document,
        categories=tuple(
            replace(row, parent=renamed.get(row.parent, row.parent))
            for row in document.categories
            if row.slug not in renamed
        ),
        items=tuple(
            replace(row, category=renamed.get(row.category, row.category)) for row in document.items
        ),
    )


def _known_by_sku(items: Iterable[ItemRow], stored: CatalogDocument) -> list[ItemRow]:
    slugs = {row.slug for row in stored.items}
    by_sku = {row.sku: row.slug for row in stored.items if row.sku}
    return [
        replace(row, slug=by_sku[row.sku]) if row.slug not in slugs and row.sku in by_sku else row
        for row in items
    ]


def _sku_problems(changes: list[Change], stored: CatalogDocument) -> list[RowError]:
    after = {row.slug: row for row in stored.items} | {c.row.slug: c.row for c in changes}
    holders: dict[str, ItemRow] = {}
    problems = []
    for row in after.values():
        other = holders.setdefault(row.sku, row)
        if row.sku and other is not row:
            text = _("The code “%(sku)s” is already used by “%(name)s”.")
            problems.append(RowError(0, "sku", text % {"sku": row.sku, "name": other.name}))
    return problems


def _depth_problems(changes: list[Change], stored: CatalogDocument) -> list[RowError]:
    above = {row.slug: row.parent for row in stored.categories}
    above |= {c.row.slug: c.row.parent for c in changes}
    text = _("A category goes at most two levels deep.")
    return [RowError(0, slug, text) for slug, parent in above.items() if above.get(parent)]
