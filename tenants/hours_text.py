"""Opening hours in words, in the language of the reader. Times are written on 24 hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_skeleton, get_day_names
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


def describe_day(day: date, today: date) -> str:
    """Write a date in full, and say where it is today or tomorrow: `today, Sunday, November 22`."""
    words = {"day": full_day(day)}
    if day == today:
        return _("today, %(day)s") % words
    if day == today + timedelta(days=1):
        return _("tomorrow, %(day)s") % words
    return words["day"]


def full_day(day: date) -> str:
    """Write `Sunday, November 22`."""
    locale = _locale()
    weekday = format_date(day, "EEEE", locale=locale)
    return f"{weekday}, {format_skeleton('MMMMd', day, locale=locale)}"


def short_weekday(day: date) -> str:
    """Write `Sun`."""
    return str(format_date(day, "EEE", locale=_locale())).rstrip(".").capitalize()


def describe_slot(starts_at: datetime, ends_at: datetime, time_zone: str, now: datetime) -> str:
    """Write when, in full: `tomorrow, Monday, November 23, 19:00–19:30`."""
    zone = ZoneInfo(time_zone)
    starts, today = starts_at.astimezone(zone), now.astimezone(zone).date()
    return f"{describe_day(starts.date(), today)}, {describe_span(starts_at, ends_at, time_zone)}"


def describe_span(starts_at: datetime, ends_at: datetime, time_zone: str) -> str:
    """Write `19:00–19:30`."""
    zone = ZoneInfo(time_zone)
    return f"{starts_at.astimezone(zone):%H:%M}–{ends_at.astimezone(zone):%H:%M}"


def describe_moment(at: datetime, time_zone: str, now: datetime) -> str:
    """Write `19:30`, with its day before it where that is not today."""
    zone = ZoneInfo(time_zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{describe_day(local.date(), today)}, {local:%H:%M}"


def describe_minutes(minutes: int) -> str:
    """Write 40 as `40 min`, 90 as `1 h 30 min`, 720 as `12 h`."""
    hours, left = divmod(minutes, 60)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (left, "min")) if n) or "0 min"


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
