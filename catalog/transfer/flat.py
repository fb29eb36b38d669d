"""The flat CSV of a catalogue, read and written (see the package's docstring)."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from catalog.transfer import cells
from catalog.transfer.build import FIELDS, READERS, Builder, Record
from catalog.transfer.document import (
    MOST_BYTES,
    MOST_ROWS,
    CatalogDocument,
    GroupRow,
    ParsedCatalog,
    RowError,
)

HEADERS = {
    "type": "tipo",
    "key": "chave",
    "parent": "dentro de",
    "name": "nome",
    "internal_name": "nome interno",
    "description": "descrição",
    "price": "preço",
    "sku": "sku",
    "status": "situação",
    "stock": "estoque",
    "kind": "natureza",
    "serves": "serve",
    "is_highlight": "destaque",
    "interest_only": "só interesse",
    "diets": "dietas",
    "groups": "grupos",
    "windows": "horários",
    "is_visible": "visível",
    "minimum": "mínimo",
    "maximum": "máximo",
    "price_rule": "regra de preço",
    "is_available": "disponível",
}
_ALSO = {
    "categoria": "parent",
    "category": "parent",
    "slug": "key",
    "preco": "price",
    "descricao": "description",
    "situacao": "status",
    "horarios": "windows",
}
_READ = _ALSO | {word: name for name, word in HEADERS.items()} | {name: name for name in HEADERS}


def parse_csv(data: bytes) -> ParsedCatalog:
    """Read a CSV: UTF-8 (with BOM or not), UTF-16 with BOM or Latin-1; `;`, `,` or tabs.

    Never raises on what the file holds: each bad row is left out and has its errors.
    """
    if len(data) > MOST_BYTES:
        return _refused(0, _("The file is too large: at most 5 MB."))
    text = _decode(data)
    builder = Builder()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = [_READ.get(cell.strip().lower(), "") for cell in next(rows, [])]
        if "name" not in header:
            return _refused(1, _("The first line must name the columns, one of them “nome”."))
        for count, (line, row) in enumerate(_numbered(rows)):
            if count >= MOST_ROWS:
                return _refused(line, _("The file has too many rows."))
            _add(builder, line, dict(zip(header, map(cells.plain, row), strict=False)))
    except csv.Error:
        return _refused(rows.line_num, _("The file is not a CSV from here on."))
    return builder.finish()


def dump_csv(document: CatalogDocument, *, in_portuguese: bool = True) -> bytes:
    """Write a document so that `parse_csv` gives it back, and a spreadsheet runs nothing in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if in_portuguese else ",", lineterminator="\r\n")
    writer.writerow(HEADERS.values() if in_portuguese else HEADERS)
    for row in _rows(document):
        written = (_write(name, row.get(name), in_portuguese) for name in HEADERS)
        writer.writerow(map(cells.neutral, written))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _add(builder: Builder, line: int, row: dict[str, str]) -> None:
    values = {name: cell.strip() for name, cell in row.items() if name}
    type_ = cells.english(values.get("type", "")) or "item"
    if type_ not in READERS:
        record = Record("item", line, {})
        builder.refuse(
            record, "type", _("Choose one of: %(words)s.") % {"words": ", ".join(READERS)}
        )
        return
    fields = {name: cell for name, cell in values.items() if name in FIELDS}
    key, parent = values.get("key", ""), values.get("parent", "")
    builder.add(Record(type_, line, fields, key=key, parent=parent))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(";,\t", key=first.count)


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; lines without a cell are passed over."""
    while True:
        line = rows.line_num + 1  # type: ignore[attr-defined]
        row = next(rows, None)
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row


def _refused(line: int, sentence: str) -> ParsedCatalog:
    return ParsedCatalog(document=CatalogDocument(), errors=(RowError(line, "", sentence),))


def _rows(document: CatalogDocument) -> Iterator[dict[str, object]]:
    for category in document.categories:
        yield {**vars(category), "type": "category", "key": category.slug}
    for group in document.groups:
        yield from _group_rows(group, group.key, "")
    for item in document.items:
        yield {**vars(item), "type": "item", "key": item.slug, "parent": item.category}


def _group_rows(group: GroupRow, key: str, parent: str) -> Iterator[dict[str, object]]:
    yield {**vars(group), "type": "group", "key": key, "parent": parent}
    for number, option in enumerate(group.options, start=1):
        own = f"{key}/{number}"
        yield {**vars(option), "groups": (), "type": "option", "key": own, "parent": key}
        for place, nested in enumerate(option.groups, start=1):
            yield from _group_rows(nested, f"{own}/{place}", own)


def _write(name: str, value: object, in_portuguese: bool) -> str:
    written = cells.write(value, in_portuguese=in_portuguese)
    is_word = name in {"type", "kind", "status", "price_rule"} and in_portuguese
    return cells.PORTUGUESE.get(written, written) if is_word else written
