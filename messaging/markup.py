"""The body of a message: paragraphs, a few marks, and blocks that Flowt draws.

    # Heading          **bold**          [words](https://…)          - point of a list
    [[Words of a button|https://…]]      {{order.summary}} alone on its line: a block

Marks are read before values are filled in, so nothing that a customer typed becomes a mark. A
line whose variables are all empty is left out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from messaging import language
from messaging.language import Piece, Variable

OPEN, CLOSE = "\ue000", "\ue001"  # around the number of a variable, while marks are read
_HELD = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_BUTTON = re.compile(r"\[\[([^\[\]|\n]{1,200})\|([^\[\]|\n]{1,500})\]\]\Z")
_MARK = re.compile(r"\*\*([^*\n]{1,500})\*\*|\[([^\[\]\n]{1,200})\]\(([^()\s]{1,500})\)")
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text: plain, bold or a link."""

    text: str
    is_bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is text, heading, button, list or the path of a block that Flowt draws."""

    kind: str
    lines: tuple[tuple[Span, ...], ...] = ()
    text: str = ""
    url: str = ""
    data: Any = field(default=None, compare=False)


class _Values:
    """Holds the place of each variable, and writes what it stands for."""

    def __init__(self, pieces: tuple[Piece, ...], context: Any) -> None:
        self.context = context
        self.variables = language.variables(pieces)
        numbers = iter(range(len(self.variables)))
        self.source = "".join(
            piece.translate({0xE000: None, 0xE001: None})
            if isinstance(piece, str)
            else f"{OPEN}{next(numbers)}{CLOSE}"
            for piece in pieces
        )
        self.left = language.MOST_OUTPUT

    def put(self, text: str) -> str:
        made = _HELD.sub(lambda found: language.write(self._of(found), self.context), text)
        made = made[: max(self.left, 0)]
        self.left -= len(made)
        return made

    def _of(self, found: "re.Match[str]") -> Variable:
        return self.variables[int(found[1])]

    def alone(self, line: str) -> str:
        """The path of the variable that is all there is on this line."""
        found = _HELD.fullmatch(line)
        return self._of(found).path if found else ""

    def is_empty(self, line: str) -> bool:
        """Has it variables, and do all of them stand for nothing?"""
        found = list(_HELD.finditer(line))
        return bool(found) and not any(language.write(self._of(one), self.context) for one in found)


def blocks(source: str, context: Any, drawn: Collection[str] = ()) -> list[Block]:
    """Read a body and fill it in. `drawn` names the paths that are blocks of their own."""
    values = _Values(language.parse(source), context)
    made: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n", values.source.replace("\r\n", "\n")):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        text: list[str] = []
        for line in lines:
            special = _special(line, values, drawn)
            if special is None:
                text.append(line)
                continue
            made += _paragraph(text, values)
            text = []
            made += special
        made += _paragraph(text, values)
    return made


def _special(line: str, values: _Values, drawn: Collection[str]) -> list[Block] | None:
    """The block a line is by itself; [] where it is left out, None where it is text."""
    path = values.alone(line)
    if path in drawn:
        data = language.look_up(path, values.context)
        return [Block(path, data=data)] if data else []
    if found := _BUTTON.fullmatch(line):
        text, url = values.put(found[1]).strip(), safe_url(values.put(found[2]))
        return [Block("button", text=text, url=url)] if text and url else []
    if line.startswith("# "):
        return [] if values.is_empty(line) else [Block("heading", text=values.put(line[2:]))]
    return None


def _paragraph(lines: list[str], values: _Values) -> list[Block]:
    kept = [line for line in lines if not values.is_empty(line)]
    if not kept:
        return []
    if all(line.startswith("- ") for line in kept):
        return [Block("list", lines=tuple(_spans(line[2:], values) for line in kept))]
    return [Block("text", lines=tuple(_spans(line, values) for line in kept))]


def _spans(line: str, values: _Values) -> tuple[Span, ...]:
    spans: list[Span] = []
    here = 0
    for found in _MARK.finditer(line):
        spans.append(Span(values.put(line[here : found.start()])))
        here = found.end()
        if found[1]:
            spans.append(Span(values.put(found[1]), is_bold=True))
        else:
            spans.append(Span(values.put(found[2]), url=safe_url(values.put(found[3]))))
    spans.append(Span(values.put(line[here:])))
    return tuple(span for span in spans if span.text)


def safe_url(text: str) -> str:
    """Return an address that a mail may lead to; "" for any other."""
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if parts.scheme.lower() not in SCHEMES or any(letter.isspace() for letter in text):
        return ""
    return text if parts.netloc or parts.scheme in {"mailto", "tel"} else ""
