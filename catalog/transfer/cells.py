"""One cell of a catalogue file: read with a clear sentence when it is wrong, and written back."""

import re
from collections.abc import Callable, Iterable
from datetime import time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.transfer.document import WindowRow
from flowt.errors import Refusal
from flowt.money import parse_money

Reader = Callable[[Any], Any]

SLUG = re.compile(r"[-a-zA-Z0-9_]+")
SEPARATOR = "|"
_WINDOW = re.compile(r"([01]{7}) ([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])")
_FORMULA = "=+-@＝＋－＠\t\r\n"

# The words of a file in Portuguese; each is read in either language.
PORTUGUESE = {
    "true": "sim",
    "false": "não",
    "category": "categoria",
    "group": "grupo",
    "option": "opção",
    "product": "produto",
    "service": "serviço",
    "active": "ativo",
    "hidden": "oculto",
    "archived": "arquivado",
    "sum": "soma",
    "highest": "maior",
    "average": "média",
}
_ENGLISH = {word: key for key, word in PORTUGUESE.items()} | {
    "nao": "false",
    "yes": "true",
    "no": "false",
    "1": "true",
    "0": "false",
    "opcao": "option",
    "servico": "service",
    "media": "average",
}


class BadCell(Refusal, ValueError):
    sentence = ""


def english(word: str) -> str:
    """Return the word by which we know it; what is not one of them as it is, in lower case."""
    lower = word.strip().lower()
    return _ENGLISH.get(lower, lower)


def text(longest: int) -> Reader:
    def read(raw: Any) -> str:
        if not isinstance(raw, str | int | Decimal) or isinstance(raw, bool):
            raise BadCell(_("This must be a text."))
        value = str(raw).replace("\r\n", "\n").replace("\r", "\n").strip()
        if "\0" in value:
            raise BadCell(_("This holds a character that cannot be kept."))
        if len(value) > longest:
            raise BadCell(_("This is too long: at most %(count)s characters."), count=longest)
        return value

    return read


def slug(longest: int) -> Reader:
    def read(raw: Any) -> str:
        value = text(longest)(raw)
        if not SLUG.fullmatch(value):
            raise BadCell(_("Use letters without accents, digits and hyphens only."))
        return str(value)

    return read


def price(raw: Any) -> Decimal:
    if isinstance(raw, bool | float | list | dict):
        raise BadCell(_("This must be an amount, like 12,50."))
    return parse_money(str(raw))


def whole(least: int, most: int) -> Reader:
    def read(raw: Any) -> int:
        written = "" if isinstance(raw, bool) else str(raw).strip()
        if re.fullmatch(r"[0-9]{1,9}", written) and least <= int(written) <= most:
            return int(written)
        raise BadCell(
            _("This must be a whole number from %(least)s to %(most)s."), least=least, most=most
        )

    return read


def flag(raw: Any) -> bool:
    value = english(str(raw))
    if value not in {"true", "false"}:
        raise BadCell(_("Answer with yes or no."))
    return value == "true"


def one_of(*allowed: str) -> Reader:
    def read(raw: Any) -> str:
        value = english(str(raw))
        if value not in allowed:
            raise BadCell(_("Choose one of: %(words)s."), words=", ".join(allowed))
        return value

    return read


def many(read_one: Reader) -> Reader:
    """Read a list, or a cell with | between; nothing twice."""

    def read(raw: Any) -> tuple[Any, ...]:
        parts = raw.split(SEPARATOR) if isinstance(raw, str) else raw
        if not isinstance(parts, list | tuple):
            raise BadCell(_("This must be a list."))
        values = tuple(read_one(part) for part in parts if part != "")
        if len(set(values)) < len(values):
            raise BadCell(_("The same is named twice here."))
        return values

    return read


def window(raw: Any) -> WindowRow:
    match = _WINDOW.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None or int(match[2]) > 23 or int(match[4]) > 23 or "1" not in match[1]:
        raise BadCell(_("Write hours like 1111100 11:00-15:00: seven days, Monday first."))
    weekdays = sum(1 << day for day, sign in enumerate(match[1]) if sign == "1")
    starts, ends = time(int(match[2]), int(match[3])), time(int(match[4]), int(match[5]))
    return WindowRow(weekdays, starts, ends)


def write_window(row: WindowRow) -> str:
    days = "".join("1" if row.weekdays & (1 << day) else "0" for day in range(7))
    return f"{days} {row.starts:%H:%M}-{row.ends:%H:%M}"


def write(value: Any, *, in_portuguese: bool) -> str:
    """Write a field for a CSV cell, not yet `neutral`."""
    match value:
        case None:
            return ""
        case bool():
            word = str(value).lower()
            return PORTUGUESE[word] if in_portuguese else word
        case Decimal():
            return str(value).replace(".", ",") if in_portuguese else str(value)
        case tuple():
            return SEPARATOR.join(_write_part(part) for part in value)
    return str(value)


def neutral(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula. `plain` undoes it."""
    return f"'{cell}" if cell[:1] in _dangerous(cell) else cell


def plain(cell: str) -> str:
    """Take off the apostrophe that `neutral` put, and no other."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1:2] in f"{_FORMULA}'" else cell


def _dangerous(cell: str) -> Iterable[str]:
    """What the first character must be for `neutral` to act on this cell."""
    hides_one = cell[1:2] and cell[1:2] in f"{_FORMULA}'"
    return tuple(f"{_FORMULA}'") if hides_one else tuple(_FORMULA)


def _write_part(part: Any) -> str:
    return write_window(part) if isinstance(part, WindowRow) else str(part)
