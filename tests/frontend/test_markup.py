"""What every template keeps to, whoever wrote it: the strict content policy, known icons."""

import json
import re
from pathlib import Path

import pytest

from flowt.templatetags import icons

ROOT = Path(__file__).resolve().parents[2]
PAPER = {  # drawn as PDF alone, where no policy holds and a linked stylesheet would not be read
    "storefront/receipt.html",
    "storefront/tab_bill.html",
    "tracking/sheet.html",
}
PAGES = [
    path
    for path in sorted((ROOT / "templates").rglob("*.html"))
    if not {"mail", "email"} & set(path.parts)
    and not path.name.endswith("_pdf.html")
    and str(path.relative_to(ROOT / "templates")) not in PAPER
]
INLINE = {
    "a handler": re.compile(r"<[^>{%]*\son[a-z]+=", re.I),
    "a style attribute": re.compile(r"<(?!svg)[a-z][^>]*\sstyle=", re.I),
    "a style block": re.compile(r"<style[\s>]", re.I),
    "a script": re.compile(r"<script(?![^>]*(\ssrc=|application/(ld\+)?json))[^>]*>", re.I),
}


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_has_nothing_inline(path):
    text = path.read_text()

    assert [name for name, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_its_icons_exist(path):
    named = set(re.findall(r'{%\s*icon\s+"([^"]+)"', path.read_text()))

    assert {n for n in named if icons.ALIASES.get(n, n) not in icons._drawings()} == set()


def test_an_unknown_icon_is_drawn_as_a_circle():
    assert icons.icon("no-such-thing") == icons.icon(icons.UNKNOWN)


def test_a_label_is_escaped_and_said():
    drawn = icons.icon("bell", label='"loud"')

    assert 'role="img" aria-label="&quot;loud&quot;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.fixture(scope="module")
def locked():
    return json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]


def test_the_npm_lock_names_no_registry(locked):
    assert [name for name, entry in locked.items() if "resolved" in entry] == []


def test_the_npm_lock_has_the_hash_of_all_that_is_installed_here(locked):
    bare = [
        name
        for name, entry in locked.items()
        if name and "integrity" not in entry and not entry.get("inBundle")
    ]

    assert bare == []
