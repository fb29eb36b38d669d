"""Ready pages to begin with: TOML files in `ready/`, three for each niche, and two empty ones.

They are words and choices alone, so that any business's colours, name and menu fill them. A moment
is written as `+9d 19:30`: that many days from today, at that time.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.builder.models import Page
from tenants.models import Tenant

FOLDER = Path(__file__).parent / "ready"
EMPTY = "vazia"
_LATER = re.compile(r"\+(\d{1,3})d (\d\d:\d\d)")


@dataclass(frozen=True)
class Ready:
    """One ready page. `tone` and `art` are its opening's, for the sketch in the list."""

    key: str
    niche: str
    name: str
    about: str
    kind: str
    goal: str
    title: str
    description: str
    blocks: tuple[dict[str, Any], ...]

    @property
    def kinds(self) -> list[str]:
        return [row["kind"] for row in self.blocks[1:7]]

    @property
    def headline(self) -> str:
        return str(self._opening.get("title", ""))

    @property
    def tone(self) -> str:
        return str(self._opening.get("tone", "plain"))

    @property
    def art(self) -> str:
        return str(self._opening.get("art", "none"))

    @property
    def _opening(self) -> dict[str, Any]:
        return self.blocks[0]["settings"] if self.blocks else {}


@dataclass(frozen=True)
class Shelf:
    label: str | Promise
    pages: tuple[Ready, ...]


def get(key: str) -> Ready:
    """Return the ready page of that key; an empty one for any other."""
    found = {ready.key: ready for ready in every()}
    return found.get(key, found[EMPTY])


def shelves(niche: str) -> list[Shelf]:
    """Return all of them: the niche's own first, empty ones last."""
    order = [niche, *(value for value in Tenant.Niche.values if value != niche)]
    labels = dict(Tenant.Niche.choices)
    found = [Shelf(labels[name], _of(name)) for name in order]
    empty = Shelf(_("From nothing"), _of(""))
    return [shelf for shelf in (*found, empty) if shelf.pages]


def _of(niche: str) -> tuple[Ready, ...]:
    """Campaign pages first: there is one welcome page at most."""
    found = (one for one in every() if one.niche == niche)
    return tuple(sorted(found, key=lambda one: one.kind == Page.Kind.WELCOME))


def content(ready: Ready) -> dict[str, Any]:
    """Return what a page begins with, its moments counted from today."""
    rows = [{"kind": row["kind"], "settings": _dated(row["settings"])} for row in ready.blocks]
    return {"title": ready.title, "description": ready.description, "blocks": rows}


@cache
def every() -> tuple[Ready, ...]:
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Ready:
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        {"kind": row.pop("kind"), "settings": row} for row in map(dict, text.pop("blocks", []))
    )
    return Ready(
        key=path.stem,
        blocks=rows,
        **{name: text.get(name, "") for name in ("niche", "name", "about", "title", "description")},
        kind=text.get("kind", Page.Kind.LANDING),
        goal=text.get("goal", Page.Goal.LEAD),
    )


def _dated(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: _moment(value) for name, value in settings.items()}


def _moment(value: Any) -> Any:
    found = _LATER.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    day = timezone.localdate() + timedelta(days=int(found[1]))
    at = timezone.make_aware(datetime.combine(day, time.fromisoformat(found[2])))
    return at.astimezone(UTC).isoformat()
