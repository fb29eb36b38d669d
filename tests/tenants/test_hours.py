from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.hours import (
    HolidayRule,
    Range,
    Schedule,
    WeeklyWindow,
    always_open,
    is_available,
    is_open,
    next_change,
    next_closing,
    next_flip,
    next_opening,
    next_window_change,
    ranges_on,
)

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
LUNCH, DINNER = Range(time(11), time(15)), Range(time(18), time(0, 30))
WEEKDAYS = ((LUNCH, DINNER),) * 5
CANTINA = Schedule(time_zone="America/Sao_Paulo", week=(*WEEKDAYS, (DINNER,), ()))


def local(text, zone=SAO_PAULO):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def with_(**changes):
    return Schedule(**{"time_zone": CANTINA.time_zone, "week": CANTINA.week, **changes})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23 10:59", False),  # a Monday
        ("2026-11-23 11:00", True),
        ("2026-11-23 15:00", False),
        ("2026-11-23 23:59", True),
        ("2026-11-24 00:29", True),
        ("2026-11-24 00:30", False),
        ("2026-11-29 00:15", True),  # Sunday, of Saturday's dinner
        ("2026-11-29 19:00", False),
    ],
)
def test_is_open_in_several_ranges_and_past_midnight(at, expected):
    assert is_open(CANTINA, local(at)) is expected


def test_knows_what_comes_next():
    saturday_night = local("2026-11-28 23:00")

    assert next_closing(CANTINA, saturday_night) == local("2026-11-29 00:30")
    assert next_opening(CANTINA, saturday_night) == local("2026-11-30 11:00")
    assert next_closing(CANTINA, local("2026-11-29 12:00")) is None
    assert next_flip(CANTINA, local("2026-11-29 12:00")) == local("2026-11-30 11:00")


def test_a_page_grows_old_at_midnight_at_the_latest():
    assert next_change(CANTINA, local("2026-11-29 12:00")) == local("2026-11-30 00:00")
    assert next_change(CANTINA, local("2026-11-23 11:30")) == local("2026-11-23 15:00")
    assert next_change(always_open("UTC"), local("2026-11-23 11:30", UTC)).hour == 0


def test_whole_days_in_a_row_never_close():
    open_always, at = always_open("America/Sao_Paulo"), local("2026-11-23 12:00")

    assert is_open(open_always, at)
    assert next_closing(open_always, at) is None
    assert next_flip(open_always, at) is None


def test_a_whole_day_ends_at_the_same_time_of_the_next():
    saturday = with_(week=((),) * 5 + ((Range(time(6), time(6)),), ()))

    assert next_closing(saturday, local("2026-11-28 06:00")) == local("2026-11-29 06:00")


def test_never_open_is_answered_and_not_looked_for_forever():
    never = with_(week=((),) * 7)

    assert not is_open(never, local("2026-11-23 12:00"))
    assert next_opening(never, local("2026-11-23 12:00")) is None


def test_ranges_that_meet_or_overlap_are_one():
    meeting = with_(week=((Range(time(8), time(12)), Range(time(12), time(14)), LUNCH),) * 7)

    assert next_closing(meeting, local("2026-11-23 09:00")) == local("2026-11-23 15:00")


def test_an_exception_replaces_its_date_but_not_what_began_the_day_before():
    monday = date(2026, 11, 23)
    closed = with_(exceptions={monday: ()})
    special = with_(exceptions={monday: (Range(time(20), time(22)),)})
    before = with_(exceptions={monday + timedelta(days=1): ()})

    assert next_opening(closed, local("2026-11-22 12:00")) == local("2026-11-24 11:00")
    assert next_opening(special, local("2026-11-22 12:00")) == local("2026-11-23 20:00")
    assert is_open(before, local("2026-11-24 00:15"))


@pytest.mark.parametrize(
    ("rule", "state", "day", "expected"),
    [
        ("closed", "", "2026-12-25", ()),
        ("closed", "", "2026-11-20", ()),  # Consciência Negra, national since 2024
        ("closed", "", "2026-04-03", ()),  # Good Friday moves
        ("closed", "SP", "2026-07-09", ()),  # of one state
        ("closed", "MG", "2026-07-09", (LUNCH, DINNER)),
        ("closed", "??", "2026-07-09", (LUNCH, DINNER)),
        ("as_sunday", "", "2026-12-25", ()),
        ("as_usual", "", "2026-12-25", (LUNCH, DINNER)),
        ("special", "", "2026-12-25", (DINNER,)),
    ],
)
def test_holidays_follow_the_rule(rule, state, day, expected):
    schedule = with_(holiday_rule=rule, state=state, holiday_ranges=(DINNER,))

    assert ranges_on(schedule, date.fromisoformat(day)) == expected


def test_an_exception_wins_over_a_holiday():
    christmas = date(2026, 12, 25)
    schedule = with_(holiday_rule=HolidayRule.CLOSED, exceptions={christmas: (LUNCH,)})

    assert ranges_on(schedule, christmas) == (LUNCH,)


NEW_YORK = ZoneInfo("America/New_York")
NIGHT = Schedule(time_zone="America/New_York", week=((Range(time(1, 30), time(2, 30)),),) * 7)


def test_a_time_that_comes_twice_opens_at_the_first_and_closes_at_the_second():
    late = Schedule(time_zone="America/New_York", week=((Range(time(23), time(1, 30)),),) * 7)
    evening = datetime(2026, 10, 31, 23, 30, tzinfo=NEW_YORK)  # clocks go back at 02:00

    assert next_closing(late, evening) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert next_opening(NIGHT, evening) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_time_that_is_skipped_moves_forward():
    before = datetime(2026, 3, 8, 1, 45, tzinfo=NEW_YORK)  # clocks go from 02:00 to 03:00

    assert next_closing(NIGHT, before) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_asks_for_an_aware_time():
    with pytest.raises(ValueError, match="aware"):
        is_open(CANTINA, datetime(2026, 11, 23, 12))


times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
ranges = st.lists(st.builds(Range, times, times), max_size=3).map(tuple)
schedules = st.builds(
    Schedule,
    time_zone=st.sampled_from(["America/Sao_Paulo", "America/New_York", "Australia/Lord_Howe"]),
    week=st.tuples(*[ranges] * 7),
    exceptions=st.dictionaries(st.dates(date(2026, 10, 1), date(2026, 12, 1)), ranges, max_size=5),
    holiday_rule=st.sampled_from(list(HolidayRule)),
    state=st.sampled_from(["", "SP", "MG"]),
)
moments = st.datetimes(datetime(2026, 10, 25), datetime(2026, 11, 30), timezones=st.just(UTC))


@given(schedules, moments)
def test_nothing_changes_before_the_next_flip_and_all_does_at_it(schedule, at):
    now, flip = is_open(schedule, at), next_flip(schedule, at)

    until = flip or at + timedelta(days=30)
    step = max((until - at) / 20, timedelta(minutes=7))
    while (at := at + step) < until:
        assert is_open(schedule, at) is now
    if flip:
        assert is_open(schedule, flip) is not now


@given(schedules, moments)
def test_what_opens_next_is_open_then_and_was_closed_before(schedule, at):
    opens = next_opening(schedule, at)

    if opens is not None:
        assert opens > at
        assert is_open(schedule, opens)
        assert not is_open(schedule, opens - timedelta(microseconds=1))


SNACKS = WeeklyWindow(weekdays=0b0011111, start=time(15), end=time(18))
SUNDAY = WeeklyWindow(weekdays=0b1000000, start=time(22), end=time(2))


def test_an_item_is_sold_in_its_windows():
    def sold(at):
        return is_available((SNACKS, SUNDAY), "America/Sao_Paulo", local(at))

    assert [sold("2026-11-23 15:00"), sold("2026-11-23 18:00")] == [True, False]
    assert [sold("2026-11-28 16:00"), sold("2026-11-30 01:59")] == [False, True]


def test_an_item_knows_when_it_comes_and_goes():
    at = local("2026-11-28 16:00")

    assert next_window_change((SNACKS, SUNDAY), "America/Sao_Paulo", at) == local(
        "2026-11-29 22:00"
    )
    assert next_window_change((), "America/Sao_Paulo", at) is None
    assert is_available((), "America/Sao_Paulo", at)
