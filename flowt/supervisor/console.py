"""What `flowt up` writes: lines behind the name of who said them, and one box when all is ready."""

import os
import sys
import unicodedata
from collections.abc import Sequence
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
}


class Console:
    """Writes whole lines only. Colours on a terminal, unless NO_COLOR says no."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._has_colour = self._stream.isatty() and not os.environ.get("NO_COLOR")

    def line(self, name: str, text: str) -> None:
        prefix = f"{name:<{NAME_WIDTH}}│"
        self._write(f"{self._paint(prefix, COLOURS.get(name, '37'))} {text}\n")

    def say(self, text: str) -> None:
        self.line("flowt", text)

    def error(self, text: str) -> None:
        self.line("flowt", self._paint(text, "31"))

    def box(self, lines: Sequence[str]) -> None:
        """A frame around lines; a line of "-" becomes a rule."""
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


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
