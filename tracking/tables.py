"""Reading “1-20, Varanda 1-4, Balcão” as the tables it names. No database here."""

import re

from tracking.errors import BadTables, TooManyTables

MOST = 200
LONGEST = 40
_RANGE = re.compile(r"(?P<name>.*?)(?P<first>\d{1,4})\s*[-–—]\s*(?P<last>\d{1,4})")


def read_tables(text: str) -> list[str]:
    """Return the labels in order, each once. Raises BadTables and TooManyTables (past 200)."""
    labels: list[str] = []
    for part in re.split(r"[,;\n]", text):
        words = " ".join(part.split())
        if words:
            labels += _read(words)
        if len(labels) > MOST:
            raise TooManyTables(limit=MOST)
    found = list(dict.fromkeys(labels))
    if not found or any(len(label) > LONGEST for label in found):
        raise BadTables(text=text.strip()[:40])
    return found


def _read(words: str) -> list[str]:
    match = _RANGE.fullmatch(words)
    if not match:
        return [words]
    first, last = int(match["first"]), int(match["last"])
    if first > last:
        raise BadTables(text=words[:40])
    if last - first >= MOST:
        raise TooManyTables(limit=MOST)
    width = len(match["first"]) if match["first"].startswith("0") else 1
    return [f"{match['name']}{number:0{width}d}" for number in range(first, last + 1)]
