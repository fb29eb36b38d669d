"""When an item is sold in the week: its own windows and its categories' must all hold.

No database here; the hours themselves are `tenants.hours`' to know.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tenants.hours import WeeklyWindow, is_available, next_window_change

MOST_CHANGES = 120  # looked through for an instant at which all hold: over a week of any windows

Windows = tuple[WeeklyWindow, ...]


@dataclass(frozen=True, slots=True)
class State:
    """`next_change` and `opens_at` are aware; None when it never changes, or is open already."""

    is_open: bool
    next_change: datetime | None = None
    opens_at: datetime | None = None


ALWAYS = State(is_open=True)


def state(sets: Iterable[Windows], time_zone: str, now: datetime) -> State:
    """Tell whether all of `sets` hold now. One without windows always does."""
    known = [windows for windows in sets if windows]
    if not known:
        return ALWAYS
    at: datetime | None = now
    for _ in range(MOST_CHANGES):
        if at is None:
            break
        change = _next_change(known, time_zone, at)
        if all(is_available(windows, time_zone, at) for windows in known):
            if at == now:
                return State(is_open=True, next_change=change)
            return State(is_open=False, next_change=at, opens_at=at)
        at = change
    return State(is_open=False)


def _next_change(known: list[Windows], time_zone: str, at: datetime) -> datetime | None:
    changes = (next_window_change(windows, time_zone, at) for windows in known)
    return min((change for change in changes if change), default=None)
