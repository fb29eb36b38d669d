"""Opening hours in words, in the language of the reader. Times are written on 24 hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, get_day_names
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from tenants.hours import Range, Ranges, Schedule, is_open, next_closing, next_opening


@dataclass(frozen=True)
class WeekLine:
    """Days in a row with the same hours: `Mon–Fri` and `11:00–15:00, 18:00–23:30`."""

    weekdays: tuple[int, ...]  # Monday is 0
    days: str
    hours: str
    is_closed: bool

    def __str__(self) -> str:
        return f"{self.days} {self.hours}"


def describe_week(schedule: Schedule) -> tuple[WeekLine, ...]:
    """Return the usual week, days in a row with the same hours on one line."""
    by_hours = groupby(range(7), key=lambda weekday: tuple(sorted(schedule.week[weekday])))
    return tuple(
        WeekLine(weekdays, describe_days(weekdays), describe_ranges(ranges), not ranges)
        for ranges, weekdays in ((key, tuple(group)) for key, group in by_hours)
    )


def describe_ranges(ranges: Ranges) -> str:
    """Write `11:00–15:00, 18:00–23:30`, or that it is closed."""
    return ", ".join(describe_range(one) for one in ranges) if ranges else _("Closed")


def describe_range(one: Range) -> str:
    """Write `11:00–15:00`; a range of a whole day from midnight is `Open 24 hours`."""
    if one.is_whole_day and one.opens.hour == one.opens.minute == 0:
        return _("Open 24 hours")
    return f"{one.opens:%H:%M}–{one.closes:%H:%M}"


def describe_days(weekdays: tuple[int, ...]) -> str:
    """Write days of the week, Monday being 0: `Mon–Fri`, `Sat, Sun`, `Mon, Wed–Fri`."""
    if len(weekdays) == 7:
        return _("Every day")
    return ", ".join(_runs(weekdays))


def describe_now(schedule: Schedule, at: datetime) -> str:
    """Say whether it is open, and until when or from when: one sentence."""
    if is_open(schedule, at):
        closes = next_closing(schedule, at)
        if closes is None:
            return _("Open now, 24 hours.")
        return _("Open until %(time)s.") % {"time": _time_of(schedule, closes)}
    opens = next_opening(schedule, at)
    if opens is None:
        return _("Closed for now.")
    words = {"time": _time_of(schedule, opens)}
    zone = ZoneInfo(schedule.time_zone)
    today, day = at.astimezone(zone).date(), opens.astimezone(zone).date()
    if day == today:
        return _("Closed. Opens today at %(time)s.") % words
    if day == today + timedelta(days=1):
        return _("Closed. Opens tomorrow at %(time)s.") % words
    pattern = "EEEE" if day < today + timedelta(days=7) else "long"
    words["day"] = format_date(day, pattern, locale=_locale())
    return _("Closed. Opens on %(day)s at %(time)s.") % words


def _runs(weekdays: tuple[int, ...]) -> Iterator[str]:
    names = get_day_names("abbreviated", locale=_locale())
    name = {weekday: names[weekday].rstrip(".").capitalize() for weekday in weekdays}
    for _shift, group in groupby(enumerate(sorted(weekdays)), key=lambda pair: pair[1] - pair[0]):
        run = [weekday for _place, weekday in group]
        if len(run) > 2:
            yield f"{name[run[0]]}–{name[run[-1]]}"
        else:
            yield from (name[weekday] for weekday in run)


def _time_of(schedule: Schedule, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(schedule.time_zone)):%H:%M}"


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "pt-br"))
