"""What a customer picked in a combo: a plain value with one form for each meaning."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from catalog.options import (
    MOST_CHOICES,
    MOST_UNITS,
    BadSelection,
    Selection,
    dump_selection,
    load_selection,
)
from catalog.options import canonical as canonical_selection


class Pick(NamedTuple):
    """So many units of a choice in one combo, each with the same options."""

    choice_id: int
    quantity: int = 1
    selection: Selection = ()


Picks = tuple[Pick, ...]


def canonical(picks: Iterable[Pick]) -> Picks:
    """Return the one form of some picks: equal ones added up, none at zero, sorted."""
    units: dict[tuple[int, Selection], int] = {}
    for choice_id, quantity, selection in picks:
        key = choice_id, canonical_selection(selection)
        units[key] = units.get(key, 0) + quantity
    return tuple(sorted((Pick(pk, n, chosen) for (pk, chosen), n in units.items() if n)))


def load(raw: Any) -> Picks:
    """Read `[[choice id, quantity, selection], ...]` (JSON, or a session), in canonical form.

    Raises BadSelection on any other shape, on a quantity that is not 1 to 99 and past 100 picks.
    """
    picks = canonical(_rows(raw))
    if any(pick.quantity > MOST_UNITS for pick in picks):
        raise BadSelection
    return picks


def dump(picks: Iterable[Pick]) -> list[Any]:
    """Write picks as plain lists. `load` undoes it."""
    return [[p.choice_id, p.quantity, dump_selection(p.selection)] for p in canonical(picks)]


def _rows(raw: Any) -> Iterator[Pick]:
    if not isinstance(raw, list | tuple) or len(raw) > MOST_CHOICES:
        raise BadSelection
    for row in raw:
        if not isinstance(row, list | tuple) or not 2 <= len(row) <= 3:
            raise BadSelection
        choice_id, quantity = row[0], row[1]
        if type(choice_id) is not int or type(quantity) is not int:
            raise BadSelection
        if not 1 <= quantity <= MOST_UNITS:
            raise BadSelection
        yield Pick(choice_id, quantity, load_selection(row[2] if len(row) == 3 else []))
