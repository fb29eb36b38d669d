"""Combos as they stand in the tables: one statement, however many."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from catalog.windows import State, Windows, state
from flowt.tenancy import current_tenant
from tenants.hours import WeeklyWindow

_READ = """
SELECT combo.id, combo.slug, combo.name, combo.description, combo.price, combo.category_id,
  combo.is_on_menu, combo.is_highlight, combo.windows::text::json, combo.picture::text::json,
  (SELECT json_agg(json_build_array(g.id, g.name, g.is_fixed, g.minimum, g.maximum,
     (SELECT json_agg(json_build_array(c.id, c.item_id, c.surcharge::text, c.allowance::text,
                                       c.maximum, c.is_default) ORDER BY c.position, c.id)
      FROM offers_combochoice c WHERE c.group_id = g.id)) ORDER BY g.position, g.id)
   FROM offers_combogroup g WHERE g.combo_id = combo.id)
FROM offers_combo combo WHERE {} ORDER BY combo.position, combo.id
"""


@dataclass(frozen=True, slots=True)
class StoredChoice:
    id: int
    item_id: int
    surcharge: Decimal
    allowance: Decimal
    maximum: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class StoredGroup:
    id: int
    name: str
    is_fixed: bool
    minimum: int
    maximum: int
    choices: tuple[StoredChoice, ...]


@dataclass(frozen=True, slots=True)
class StoredCombo:
    """A combo's rows. Groups without choices are left out: they ask nothing."""

    id: int
    slug: str
    name: str
    description: str
    price: Decimal
    category_id: int | None
    is_on_menu: bool
    is_highlight: bool
    windows: Windows
    picture: dict[str, Any]
    groups: tuple[StoredGroup, ...]

    @property
    def item_ids(self) -> set[int]:
        return {choice.item_id for group in self.groups for choice in group.choices}

    def window(self, now: datetime) -> State:
        return state((self.windows,), current_tenant().time_zone, now)


def by_ids(combo_ids: Collection[int]) -> dict[int, StoredCombo]:
    """Return the combos that exist, on the menu or not."""
    if not combo_ids:
        return {}
    return {combo.id: combo for combo in _read("combo.id = ANY(%s)", [sorted(combo_ids)])}


def on_menu() -> tuple[StoredCombo, ...]:
    """Return those that are on the menu and hold something, in its order."""
    return tuple(combo for combo in _read("combo.is_on_menu", []) if combo.groups)


def by_slug(slug: str) -> StoredCombo | None:
    """Return the combo of an address, if it is on the menu."""
    found = _read("combo.slug = %s AND combo.is_on_menu", [slug])
    return found[0] if found and found[0].groups else None


def every() -> list[StoredCombo]:
    return _read("true", [])


def read_windows(rows: Any) -> Windows:
    """Read a combo's column of windows."""
    return tuple(
        WeeklyWindow(weekdays, time.fromisoformat(starts), time.fromisoformat(ends))
        for weekdays, starts, ends in rows
    )


def _read(condition: str, params: list[Any]) -> list[StoredCombo]:
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(condition), params)
        return [_combo(*row) for row in cursor.fetchall()]


def _combo(*row: Any) -> StoredCombo:
    *columns, windows, picture, groups = row
    return StoredCombo(*columns, read_windows(windows), picture, _groups(groups))


def _groups(rows: list[list[Any]] | None) -> tuple[StoredGroup, ...]:
    return tuple(
        StoredGroup(*columns, tuple(map(_choice, choices)))
        for *columns, choices in rows or ()
        if choices
    )


def _choice(row: list[Any]) -> StoredChoice:
    pk, item_id, surcharge, allowance, maximum, is_default = row
    return StoredChoice(pk, item_id, Decimal(surcharge), Decimal(allowance), maximum, is_default)
