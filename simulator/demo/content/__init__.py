"""What the demo's businesses are and sell: TOML beside this file."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

SLUGS = ("cantina", "aurora", "studio", "luz")
Table = dict[str, Any]


@cache
def read(slug: str, name: str) -> Table:
    """Return one of `business`, `groups`, `menu`, `combos` and `offers`."""
    path = Path(__file__).parent / slug / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def has(slug: str, name: str) -> bool:
    """Not every business has every file."""
    return (Path(__file__).parent / slug / f"{name}.toml").exists()


def sections(slug: str) -> Iterator[tuple[Table, Table | None]]:
    """Every section with the one it stands in, parents first."""
    for section in read(slug, "menu")["sections"]:
        yield section, None
        for child in section.get("children", []):
            yield child, section


def items(section: Table) -> Iterator[Table]:
    """The items of one section, with what its `defaults` say where they say nothing."""
    for item in section.get("items", []):
        yield {**section.get("defaults", {}), **item}
