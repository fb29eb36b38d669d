"""What items are, kept in memory for one version of their tenant's menu.

Every write of the catalogue raises that version, so what is kept under it is as the tables have
it; only the stock, which changes with every order, is always read. Few tenants' worth is kept: the
one that was asked for longest ago goes first.
"""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from catalog.options import Group
from catalog.shelf import Row
from catalog.windows import Windows
from flowt import versions
from flowt.tenancy import current_schema

MOST_ITEMS = 5_000  # of all tenants, in one process
_lock = Lock()
_kept: OrderedDict[str, tuple[int, Mapping[int, "Definition"]]] = OrderedDict()


class Definition(NamedTuple):
    """An item and what belongs to it; the stock in `row` is of when it was read."""

    row: Row
    is_on_menu: bool
    groups: tuple[Group, ...]
    windows: tuple[Windows, Windows, Windows]  # its own, its category's, those of the one above


def at(version: int) -> Mapping[int, Definition]:
    """Return what is kept of the bound tenant at that version of its menu."""
    schema = current_schema()
    with _lock:
        known, found = _kept.get(schema, (version, {}))
        if known != version:
            return {}
        if found:
            _kept.move_to_end(schema)
        return found


def add(version: int, read: Mapping[int, Definition]) -> None:
    """Keep what was read after `version` was; nothing where this transaction may still undo it."""
    schema = current_schema()
    if not versions.is_settled(versions.of_menu(schema)):
        return
    with _lock:
        known, found = _kept.get(schema, (version, {}))
        _kept[schema] = (version, {**found, **read} if known == version else dict(read))
        _kept.move_to_end(schema)
        while len(_kept) > 1 and sum(len(one) for _, one in _kept.values()) > MOST_ITEMS:
            _kept.popitem(last=False)


def forget() -> None:
    """Drop what is kept in memory."""
    with _lock:
        _kept.clear()
