"""The small language of templates: `{{ order.total | money }}`, and nothing that runs.

A path is looked up in plain dicts and lists, step by step; no attribute is ever read and nothing
is called but the filters of `messaging.filters`. A text is read once from left to right, so the
time it takes follows its length, and both are capped.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from messaging import filters

MOST_SOURCE, MOST_VARIABLES, MOST_OUTPUT = 10_000, 100, 60_000
MOST_VALUE, MOST_FILTERS, MOST_STEPS, MOST_TAG = 2_000, 5, 6, 200
_BREAKS = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")  # not the space of "R$ 10"
_PATH = re.compile(r"[a-z][a-z0-9_]{0,39}(?:\.[a-z0-9][a-z0-9_]{0,39}){0,5}\Z")
_FILTER = re.compile(r'([a-z_]{1,30})(?::(?:"([^"]{0,80})"|(-?[0-9]{1,6})))?\Z')


class BadTemplate(ValueError):
    """A text that cannot be read. `sentence` with `values` is for the person who wrote it."""

    def __init__(self, sentence: str | Promise, at: int = 0, **values: Any) -> None:
        self.sentence, self.at, self.values = sentence, at, values
        super().__init__(str(sentence))

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)

    def place(self, source: str) -> tuple[int, int]:
        """Line and column, counted from 1."""
        before = source[: self.at]
        return before.count("\n") + 1, self.at - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True, slots=True)
class Call:
    """One filter, with what stands behind its colon."""

    name: str
    argument: str | int | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """`{{path|filter}}`, and where it stands in the source."""

    path: str
    calls: tuple[Call, ...]
    at: int


Piece = str | Variable


def parse(source: str) -> tuple[Piece, ...]:
    """Cut a text into what stays and what is filled in. Raises BadTemplate with the place."""
    if len(source) > MOST_SOURCE:
        raise BadTemplate(_("The text is too long: at most %(most)s characters."), most=MOST_SOURCE)
    pieces: list[Piece] = []
    here, count = 0, 0
    while (start := source.find("{{", here)) >= 0:
        end = source.find("}}", start)
        inner = source[start + 2 : end] if end >= 0 else ""
        if end < 0 or "{" in inner or "\n" in inner:
            raise BadTemplate(_("“{{” is not closed by “}}” on the same line."), start)
        count += 1
        if count > MOST_VARIABLES:
            raise BadTemplate(_("At most %(most)s variables, please."), start, most=MOST_VARIABLES)
        if start > here:
            pieces.append(source[here:start])
        pieces.append(_variable(inner, start))
        here = end + 2
    if here < len(source):
        pieces.append(source[here:])
    return tuple(pieces)


def _variable(inner: str, at: int) -> Variable:
    if len(inner) > MOST_TAG:
        raise BadTemplate(_("What stands between “{{” and “}}” is too long."), at)
    path, *rest = _split(inner)
    if not _PATH.match(path):
        raise BadTemplate(_("“%(text)s” is no name of a variable."), at, text=path or "{{}}")
    if len(rest) > MOST_FILTERS:
        raise BadTemplate(_("At most %(most)s filters, please."), at, most=MOST_FILTERS)
    return Variable(path, tuple(_call(text, at) for text in rest), at)


def _split(inner: str) -> list[str]:
    """Split at the bars that stand outside quotes."""
    parts, quoted = [""], False
    for letter in inner:
        quoted ^= letter == '"'
        if letter == "|" and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _call(text: str, at: int) -> Call:
    found = _FILTER.match(text)
    if found is None or found[1] not in filters.FILTERS:
        name = found[1] if found else text
        raise BadTemplate(
            _("There is no filter “%(name)s”. Known ones: %(known)s."),
            at,
            name=name,
            known=", ".join(sorted(filters.FILTERS)),
        )
    argument = found[2] if found[2] is not None else int(found[3]) if found[3] else None
    return Call(found[1], argument)


def look_up(path: str, context: Any) -> Any:
    """Follow a path through plain dicts and lists; None where it leads nowhere."""
    value = context
    for step in path.split("."):
        if type(value) is dict:
            value = value.get(step)
        elif type(value) is list and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def write(variable: Variable, context: Any) -> str:
    """Return what stands in a variable's place: one line of text, "" where there is nothing."""
    value = look_up(variable.path, context)
    for call in variable.calls:
        value = filters.FILTERS[call.name](value, call.argument)
    text = filters.plain(value)
    return _BREAKS.sub(" ", text[:MOST_VALUE]).strip()


def fill(pieces: Sequence[Piece], context: Any, each: Callable[[str], str] = str) -> str:
    """Put a text together, each value through `each`; cut at the most that is ever made."""
    made, left = [], MOST_OUTPUT
    for piece in pieces:
        text = piece if isinstance(piece, str) else each(write(piece, context))
        made.append(text[:left])
        left -= len(made[-1])
        if left <= 0:
            break
    return "".join(made)


def variables(pieces: Sequence[Piece]) -> list[Variable]:
    return [piece for piece in pieces if isinstance(piece, Variable)]
