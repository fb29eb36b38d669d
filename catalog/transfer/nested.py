"""The nested JSON of a catalogue, read and written (see the package's docstring)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.transfer import cells
from catalog.transfer.build import FIELDS, Builder, Record
from catalog.transfer.document import (
    MOST_BYTES,
    MOST_ROWS,
    CatalogDocument,
    GroupRow,
    ItemRow,
    ParsedCatalog,
    RowError,
    WindowRow,
)

FORMAT, VERSION = "flowt.catalog", 1
_DEEPEST = 6


def parse_json(data: bytes) -> ParsedCatalog:
    """Read a JSON catalogue, UTF-8 with BOM or not.

    Never raises on what the file holds. `RowError.column` is a path like
    `categories[0].items[2].price`; `line` is known only where the file is not JSON at all.
    """
    if len(data) > MOST_BYTES:
        return _refused(0, _("The file is too large: at most 5 MB."))
    try:
        root = json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except json.JSONDecodeError as error:
        return _refused(error.lineno, _("The file is not JSON from here on."))
    except (ValueError, RecursionError):
        return _refused(0, _("The file is not JSON in UTF-8."))
    if not isinstance(root, dict) or (root.get("format"), root.get("version")) != (FORMAT, VERSION):
        return _refused(0, _("This is not a catalogue of Flowt: its format or version differs."))
    builder = Builder()
    for count, record in enumerate(_records(root, builder)):
        if count >= MOST_ROWS:
            return _refused(0, _("The file has too many rows."))
        builder.add(record)
    return builder.finish()


def dump_json(document: CatalogDocument) -> str:
    """Write a document so that `parse_json` gives it back. A child stands after its parent.

    The order of categories is kept among those of one parent, that of items within a category.
    """
    items: dict[str, list[ItemRow]] = {}
    for item in document.items:
        items.setdefault(item.category, []).append(item)

    def tree(parent: str) -> list[dict[str, Any]]:
        return [
            {
                **_plain(category, without={"parent"}),
                "items": [_plain(i, without={"category"}) for i in items.get(category.slug, [])],
                "categories": tree(category.slug),
            }
            for category in document.categories
            if category.parent == parent
        ]

    groups = [_plain_group(group) for group in document.groups]
    root = {"format": FORMAT, "version": VERSION, "categories": tree(""), "groups": groups}
    return json.dumps(root, ensure_ascii=False, indent=2)


def _records(root: Mapping[str, Any], builder: Builder) -> Iterator[Record]:
    yield from _groups(root, "", "", builder)
    yield from _categories(root, "", "", builder)


def _categories(
    above: Mapping[str, Any], parent: str, path: str, builder: Builder
) -> Iterator[Record]:
    for place, row in _children(above, "categories", path, builder):
        slug = _key(row, "slug") or f"{_key(row, 'name')}"
        yield Record("category", 0, _fields(row), _key(row, "slug"), parent, place)
        for where, item in _children(row, "items", place, builder):
            yield Record("item", 0, _fields(item), _key(item, "slug"), slug, where)
        yield from _categories(row, slug, place, builder)


def _groups(above: Mapping[str, Any], parent: str, path: str, builder: Builder) -> Iterator[Record]:
    for place, row in _children(above, "groups", path, builder):
        key = _key(row, "key") if not parent else place
        yield Record("group", 0, _fields(row), key, parent, place)
        for where, option in _children(row, "options", place, builder):
            values = {name: raw for name, raw in _fields(option).items() if name != "groups"}
            yield Record("option", 0, values, where, key, where)
            yield from _groups(option, where, where, builder)


def _children(
    above: Mapping[str, Any], name: str, path: str, builder: Builder
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of a list with their paths; note what is no list, and no object."""
    rows = [] if above.get(name) is None else above[name]
    if not isinstance(rows, list):
        builder.refuse(Record("item", 0, {}, where=path), name, _("This must be a list."))
        return
    if path.count("[") > _DEEPEST:
        return
    for number, row in enumerate(rows):
        place = f"{path}{name}[{number}]."
        if isinstance(row, dict):
            yield place, row
        else:
            builder.refuse(
                Record("item", 0, {}, where=place[:-1]), "", _("This must be an object.")
            )


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: raw for name, raw in row.items() if name in FIELDS}


def _key(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) else ""


def _plain(row: Any, without: set[str]) -> dict[str, Any]:
    names = [one.name for one in fields(row) if one.name not in without]
    return {name: _plain_value(getattr(row, name)) for name in names}


def _plain_group(group: GroupRow) -> dict[str, Any]:
    options = [
        {
            **_plain(option, without={"groups"}),
            "groups": [_plain_group(nested) for nested in option.groups],
        }
        for option in group.options
    ]
    without = {"options"} if group.key else {"options", "key"}
    return {**_plain(group, without=without), "options": options}


def _plain_value(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case tuple():
            return [cells.write_window(v) if isinstance(v, WindowRow) else v for v in value]
    return value


def _refused(line: int, sentence: str) -> ParsedCatalog:
    return ParsedCatalog(document=CatalogDocument(), errors=(RowError(line, "", sentence),))
