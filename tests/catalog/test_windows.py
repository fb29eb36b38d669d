from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from catalog.windows import ALWAYS, state
from tenants.hours import WeeklyWindow as Span

ZONE = "America/Sao_Paulo"
EVERY_DAY = 127
LUNCH = (Span(EVERY_DAY, time(11), time(15)),)
WEEKEND = (Span(32 | 64, time(0), time(0)),)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March 2026: the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(ZONE))


def test_without_spans_is_always_open():
    assert state([(), ()], ZONE, at(2, 4)) == ALWAYS


def test_open_until_the_end_of_the_span():
    found = state([LUNCH], ZONE, at(2, 12))

    assert found.is_open
    assert found.next_change == at(2, 15)


def test_the_end_itself_is_closed():
    found = state([LUNCH], ZONE, at(2, 15))

    assert not found.is_open
    assert found.opens_at == at(3, 11)


def test_past_midnight():
    night = (Span(16, time(18), time(2)),)  # Friday

    assert state([night], ZONE, at(7, 1)).is_open  # Saturday, 01:00
    assert not state([night], ZONE, at(6, 1)).is_open  # Friday, 01:00


def test_neighbouring_spans_are_one():
    spans = (Span(EVERY_DAY, time(8), time(12)), Span(EVERY_DAY, time(12), time(20)))

    assert state([spans], ZONE, at(2, 9)).next_change == at(2, 20)


def test_every_day_around_the_clock_never_changes():
    found = state([(Span(EVERY_DAY, time(0), time(0)),)], ZONE, at(2, 9))

    assert found.is_open
    assert found.next_change is None


def test_a_whole_weekend():
    found = state([WEEKEND], ZONE, at(2, 9))

    assert found.opens_at == at(7, 0)
    assert state([WEEKEND], ZONE, at(8, 9)).next_change == at(9, 0)


def test_two_schedules_must_both_be_open():
    found = state([LUNCH, WEEKEND], ZONE, at(4, 12))

    assert not found.is_open
    assert found.opens_at == at(7, 11)


def test_schedules_that_never_meet():
    breakfast = (Span(EVERY_DAY, time(6), time(10)),)

    found = state([LUNCH, breakfast], ZONE, at(2, 12))

    assert not found.is_open
    assert found.opens_at is None


def test_the_night_the_clocks_go_forward():
    new_york = "America/New_York"  # 8 March 2026, 02:00 becomes 03:00
    night = (Span(EVERY_DAY, time(22), time(4)),)
    now = datetime(2026, 3, 8, 5, tzinfo=UTC)  # 00:00 there

    found = state([night], new_york, now)

    assert found.next_change - now == timedelta(hours=3)
