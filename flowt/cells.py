"""Cells of a CSV file that a spreadsheet may open without harm."""

from typing import Any

DANGEROUS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "|",
    "%",
    *"＝＋－＠",
)  # a spreadsheet would run these


def neutral(value: Any) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
