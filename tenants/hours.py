"""When a business is open: pure functions over a schedule. No database here.

A schedule is written in wall-clock time of its time zone; every answer is an aware datetime in
UTC. A range that closes at or before it opens closes on the next day, and one that closes when it
opens lasts until the same time of the next day. What spills past midnight belongs to the day on
which it began, also when the next day is an exception or a holiday. Where the clocks are turned,
a time that is skipped is moved forward, and one that comes twice opens at the first and closes at
the second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from flowt.brazil import STATES

MOST_DAYS = 370  # how far ahead anything is looked for
_DAY = timedelta(days=1)


class HolidayRule(StrEnum):
    """What public holidays do to the week."""

    AS_USUAL = "as_usual"
    CLOSED = "closed"
    AS_SUNDAY = "as_sunday"
    SPECIAL = "special"  # the schedule's `holiday_ranges`


@dataclass(frozen=True, order=True)
class Range:
    """From `opens` to `closes`, in wall-clock time; on the next day when that is not later."""

    opens: time
    closes: time

    @property
    def ends_next_day(self) -> bool:
        return self.closes <= self.opens

    @property
    def is_whole_day(self) -> bool:
        return self.opens == self.closes


Ranges = tuple[Range, ...]


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The opening hours of one business.

    `week` holds seven days, Monday first. A date in `exceptions` has those ranges instead, and
    none means closed; it also wins over a holiday. `state` (two letters) adds that state's public
    holidays to Brazil's. `time_zone` is an IANA name.
    """

    time_zone: str
    week: tuple[Ranges, ...]
    exceptions: Mapping[date, Ranges] = field(default_factory=dict, hash=False)
    holiday_rule: str = HolidayRule.AS_USUAL
    holiday_ranges: Ranges = ()
    state: str = ""

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")


@dataclass(frozen=True)
class WeeklyWindow:
    """When an item is sold. `weekdays` is a bit mask: Monday is 1, Sunday is 64."""

    weekdays: int
    start: time
    end: time


def always_open(time_zone: str) -> Schedule:
    """Return a schedule that never closes."""
    return Schedule(time_zone=time_zone, week=((Range(time(0), time(0)),),) * 7)


def ranges_on(schedule: Schedule, day: date) -> Ranges:
    """Return the ranges that begin on a date, earliest first; none when it is closed."""
    if day in schedule.exceptions:
        ranges = schedule.exceptions[day]
    elif schedule.holiday_rule != HolidayRule.AS_USUAL and holiday_name(schedule, day):
        ranges = _holiday_ranges(schedule)
    else:
        ranges = schedule.week[day.weekday()]
    return tuple(sorted(ranges))


def holiday_name(schedule: Schedule, day: date) -> str:
    """Return the name of the public holiday, in Portuguese; "" on any other day."""
    state = schedule.state if schedule.state in STATES else ""
    return _holidays(state, day.year).get(day, "")


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Whether it is open then: it is at the moment of opening, and not at that of closing."""
    return any(opens <= at < closes for opens, closes in spans(schedule, at, days=2))


def next_opening(schedule: Schedule, at: datetime) -> datetime | None:
    """Return when it next opens, after `at`; None when it does not within 370 days."""
    return next((opens for opens, _ in _openings(schedule, at) if opens > at), None)


def next_closing(schedule: Schedule, at: datetime) -> datetime | None:
    """Return when it closes; None when it is closed now, or does not close within 370 days."""
    opens, closes = next(_openings(schedule, at), (None, None))
    if opens is None or closes is None or opens > at or closes >= _horizon(schedule, at):
        return None
    return closes


def next_flip(schedule: Schedule, at: datetime) -> datetime | None:
    """Return when open turns to closed, or closed to open; None when not within 370 days."""
    if is_open(schedule, at):
        return next_closing(schedule, at)
    return next_opening(schedule, at)


def next_change(schedule: Schedule, at: datetime) -> datetime:
    """Return when a page that shows the hours as of `at` grows old.

    That is when it opens or closes, and at midnight in any case, as "today" means another day.
    """
    zone = ZoneInfo(schedule.time_zone)
    midnight = _opens_at(_day_of(at, zone) + _DAY, time(0), zone)
    flip = next_flip(schedule, at)
    return min(flip, midnight) if flip else midnight


def is_available(windows: Sequence[WeeklyWindow], time_zone: str, at: datetime) -> bool:
    """Whether one of the windows holds at that instant. Without any, always."""
    return not windows or is_open(_schedule_of(tuple(windows), time_zone), at)


def next_window_change(
    windows: Sequence[WeeklyWindow], time_zone: str, at: datetime
) -> datetime | None:
    """Return when an item of these windows comes or goes; None when it never does."""
    return next_flip(_schedule_of(tuple(windows), time_zone), at) if windows else None


@lru_cache(maxsize=256)
def _schedule_of(windows: tuple[WeeklyWindow, ...], time_zone: str) -> Schedule:
    week = tuple(
        tuple(Range(w.start, w.end) for w in windows if w.weekdays & (1 << weekday))
        for weekday in range(7)
    )
    return Schedule(time_zone=time_zone, week=week)


def _holiday_ranges(schedule: Schedule) -> Ranges:
    match schedule.holiday_rule:
        case HolidayRule.AS_SUNDAY:
            return schedule.week[6]
        case HolidayRule.SPECIAL:
            return schedule.holiday_ranges
    return ()


@lru_cache(maxsize=256)
def _holidays(state: str, year: int) -> Mapping[date, str]:
    import holidays  # a fiftieth of every process's start, and a few ask

    return dict(holidays.country_holidays("BR", subdiv=state or None, years=year, language="pt_BR"))


def _openings(schedule: Schedule, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield what opens and closes from `at` on, joined where one range meets the next.

    The first may have begun before `at`; each ends after it.
    """
    current: tuple[datetime, datetime] | None = None
    for opens, closes in spans(schedule, at):
        if closes <= at:
            continue
        if current is None:
            current = opens, closes
        elif opens <= current[1]:
            current = current[0], max(current[1], closes)
        else:
            yield current
            current = opens, closes
    if current is not None:
        yield current


def spans(
    schedule: Schedule, at: datetime, days: int = MOST_DAYS + 1
) -> Iterator[tuple[datetime, datetime]]:
    """Yield each range as (opens, closes), from those of the day before `at`, which may reach into
    its day, for so many days."""
    zone = ZoneInfo(schedule.time_zone)
    day = _day_of(at, zone) - _DAY
    for _ in range(days):
        for one in ranges_on(schedule, day):
            last_day = day + _DAY if one.ends_next_day else day
            opens, closes = _opens_at(day, one.opens, zone), _closes_at(last_day, one.closes, zone)
            if opens < closes:
                yield opens, closes
        day += _DAY


def _horizon(schedule: Schedule, at: datetime) -> datetime:
    """From here on it is not known whether anything opens."""
    zone = ZoneInfo(schedule.time_zone)
    return _opens_at(_day_of(at, zone) + MOST_DAYS * _DAY, time(0), zone)


def _day_of(at: datetime, zone: ZoneInfo) -> date:
    if at.tzinfo is None:
        raise ValueError("the time must be aware")
    return at.astimezone(zone).date()


def _opens_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _closes_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, at, tzinfo=zone)
    return max(local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))
