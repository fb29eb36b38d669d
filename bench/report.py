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
        cells = (line.job, line.ours, theirs, line.ratio, line.target, verdict)
        rows.append("| " + " | ".join(cells) + " |")
    notes = [f"- {line.job}: {note}" for line in lines for note in line.notes]
    return "\n".join([f"# Speed ({machine()})", "", *rows, "", *notes, ""])


def _picture(lines: list[Line]) -> str:
    """A bar a line: how much of its target was reached, on a scale up to twice."""
    height = 96 + 64 * len(lines)
    parts = [_text(32, 44, "Speed against its references", size=20)]
    parts.append(_text(32, 66, f"{machine()} · the dashed line is the target", fill=QUIET))
    for index, line in enumerate(lines):
        y = 96 + 64 * index
        width = max(min(line.share, 2.0), 0.02) * 200
        parts += [
            _text(32, y + 14, line.job, size=14),
            _text(32, y + 34, line.reference, size=12, fill=QUIET),
            _bar(y, 400, "#ece8df"),
            _bar(y, width, GOOD if line.is_met else BAD),
            _text(372, y + 42, f"{line.ratio}  ·  {line.target}", size=12),
            _text(788, y + 17, line.ours),
        ]
    dashes = f'stroke="{INK}" stroke-width="2" stroke-dasharray="4 4"'
    parts.append(f'<path d="M572 88V{height - 20}" {dashes}/>')
    size = f'viewBox="0 0 960 {height}" width="960" height="{height}"'
    ground = f'<rect width="960" height="{height}" rx="16" fill="#fbfaf7"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif">'
    return head + ground + "".join(parts) + "</svg>\n"


def _text(x: int, y: int, text: str, *, size: int = 13, fill: str = INK) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}">{escape(text)}</text>'


def _bar(y: int, width: float, fill: str) -> str:
    return f'<rect x="372" y="{y}" width="{width:.0f}" height="24" rx="6" fill="{fill}"/>'
