"""What `flowt up` writes: lines behind the name of who said them, and one box when all is ready."""

import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

NAME_WIDTH = 9
COLOURS = {
    "flowt": "1",  # bold
    "postgres": "34",
    "valkey": "35",
    "migrate": "36",
    "seed": "36",
    "web": "32",
    "live": "33",
    "worker": "94",
    "beat": "95",
    "bank": "90",
    "gateways": "90",
}


class Console:
    """Writes whole lines only. Colours on a terminal, unless NO_COLOR says no."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._is_json = os.environ.get("FLOWT_LOG") == "json"
        is_plain = self._is_json or bool(os.environ.get("NO_COLOR"))
        self._has_colour = self._stream.isatty() and not is_plain

    def line(self, name: str, text: str) -> None:
        if self._is_json:
            self._write(as_json(name, text) + "\n")
            return
        prefix = f"{name:<{NAME_WIDTH}}│"
        self._write(f"{self._paint(prefix, COLOURS.get(name, '37'))} {text}\n")

    def say(self, text: str) -> None:
        self.line("flowt", text)

    def error(self, text: str) -> None:
        self.line("flowt", self._paint(text, "31"))

    def box(self, lines: Sequence[str]) -> None:
        """A frame around lines; a line of "-" becomes a rule."""
        if self._is_json:
            for line in lines:
                self.say(line)
            return
        width = max(_width(line) for line in lines)
        rule = "─" * (width + 2)
        self._write(f"\n╭{rule}╮\n")
        for line in lines:
            if line == "-":
                self._write(f"├{rule}┤\n")
            else:
                self._write(f"│ {line}{' ' * (width - _width(line))} │\n")
        self._write(f"╰{rule}╯\n\n")

    def _paint(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._has_colour else text

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except UnicodeEncodeError:  # LANG=C: better plain than not at all
            self._stream.write(text.encode("ascii", "replace").decode())
            self._stream.flush()
        except OSError:  # the terminal was closed; stopping in order matters more
            pass


def as_json(name: str, text: str) -> str:
    """One line of FLOWT_LOG=json: that of one of ours with its process, or words of a server's."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        found = {"event": text, "level": "info", "timestamp": datetime.now(UTC).isoformat()}
    return json.dumps({"process": name} | found)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
