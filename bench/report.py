"""The table and its picture, in `bench/out/`."""

import os
import platform
from html import escape
from pathlib import Path

from bench.measures import Line

OUT = Path(__file__).resolve().parent / "out"
HEADS = ("job", "ours", "reference", "ratio: median (min–max)", "target", "")
GOOD, BAD, INK, QUIET = "#2f7f63", "#b3392b", "#24313a", "#7a868d"


def write(lines: list[Line]) -> str:
    """Write both files; return the table."""
    OUT.mkdir(exist_ok=True)
    table = _table(lines)
    (OUT / "table.md").write_text(table, encoding="utf-8")
    (OUT / "bench.svg").write_text(_picture(lines), encoding="utf-8")
    return table


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"


def _table(lines: list[Line]) -> str:
    rows = ["| " + " | ".join(HEADS) + " |", "| " + " | ".join("---" for _ in HEADS) + " |"]
    for line in lines:
        theirs = f"{line.reference}: {line.theirs}" if line.theirs else line.reference
        verdict = "met" if line.is_met else "**missed**"
        rows.append(f"| {line.job} | {line.ours} | {theirs} | {line.ratio} | {line.target} | {verdict} |")
    notes = [f"- {line.job}: {note}" for line in lines for note in line.notes]
    return "\n".join([f"# Speed ({machine()})", "", *rows, "", *notes, ""])


def _picture(lines: list[Line]) -> str:
    """A bar a line: how much of its target was reached, on a scale up to twice."""
    height = 96 + 64 * len(lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 {height}" width="960" height="{height}"'
        ' font-family="system-ui, sans-serif">',
        f'<rect width="960" height="{height}" rx="16" fill="#fbfaf7"/>',
        f'<text x="32" y="44" font-size="20" font-weight="600" fill="{INK}">Speed against its references</text>',
        f'<text x="32" y="66" font-size="13" fill="{QUIET}">{escape(machine())} · the line is the target</text>',
    ]  # fmt: skip
    for index, line in enumerate(lines):
        y = 96 + 64 * index
        width = max(min(line.share, 2.0), 0.02) * 200
        colour = GOOD if line.is_met else BAD
        parts += [
            f'<text x="32" y="{y + 14}" font-size="14" fill="{INK}">{escape(line.job)}</text>',
            f'<text x="32" y="{y + 34}" font-size="12" fill="{QUIET}">{escape(line.reference)}</text>',
            f'<rect x="372" y="{y}" width="400" height="24" rx="6" fill="#ece8df"/>',
            f'<rect x="372" y="{y}" width="{width:.0f}" height="24" rx="6" fill="{colour}"/>',
            f'<text x="372" y="{y + 42}" font-size="12" fill="{INK}">{escape(line.ratio)}  ·  {escape(line.target)}</text>',
            f'<text x="788" y="{y + 17}" font-size="13" fill="{INK}">{escape(line.ours)}</text>',
        ]  # fmt: skip
    top, bottom = 88, 96 + 64 * len(lines) - 20
    parts.append(f'<path d="M572 {top}V{bottom}" stroke="{INK}" stroke-width="2" stroke-dasharray="4 4"/>')  # fmt: skip
    return "".join(parts) + "</svg>\n"
