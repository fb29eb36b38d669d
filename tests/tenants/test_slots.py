from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.hours import Range, Schedule, always_open, is_open
from tenants.slots import Slot, SlotRule, any_slot_at, by_day, slot_at, upcoming

SAO_PAULO, NEW_YORK = ZoneInfo("America/Sao_Paulo"), ZoneInfo("America/New_York")
LUNCH, DINNER = Range(time(11), time(15)), Range(time(18), time(0, 30))
CANTINA = Schedule(
    time_zone="America/Sao_Paulo",
    week=((LUNCH, DINNER),) * 5 + ((DINNER,), ()),
    exceptions={date(2026, 11, 25): ()},
)
RULE = SlotRule(minutes=30, lead_minutes=60, days_ahead=2)


def local(text, zone=SAO_PAULO):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def starts(slots, zone=SAO_PAULO):
    return [f"{slot.starts_at.astimezone(zone):%d %H:%M}" for slot in slots]


def test_follow_several_ranges_past_midnight_up_to_the_last_day():
    found = starts(upcoming(CANTINA, RULE, local("2026-11-23 13:10")))  # a Monday

    assert found[:3] == ["23 14:30", "23 18:00", "23 18:30"]
    assert "24 00:00" in found  # Monday's dinner, on Tuesday's date
    assert found[-1] == "25 00:00"  # what is left of Tuesday; Wednesday is closed
    assert len(found) == 1 + 13 + 8 + 13


def test_the_lead_time_counts_to_the_minute():
    assert starts(upcoming(CANTINA, RULE, local("2026-11-23 13:30")))[0] == "23 14:30"
    assert starts(upcoming(CANTINA, RULE, local("2026-11-23 13:31")))[0] == "23 18:00"


def test_no_days_ahead_is_today_alone():
    rule = SlotRule(minutes=60, lead_minutes=0, days_ahead=0)

    assert starts(upcoming(CANTINA, rule, local("2026-11-23 21:00"))) == [
        "23 21:00",
        "23 22:00",
        "23 23:00",
    ]


def test_a_range_too_short_has_none():
    week = ((Range(time(12), time(12, 20)),),) * 7
    schedule = Schedule(time_zone="America/Sao_Paulo", week=week)

    assert upcoming(schedule, RULE, local("2026-11-23 08:00")) == []


@pytest.mark.parametrize(
    ("day", "count", "hours"),
    [
        ("2026-03-08", 23, ["08 01:00", "08 03:00"]),  # two o'clock is skipped
        ("2026-11-01", 25, ["01 01:00", "01 01:00", "01 02:00"]),  # one o'clock comes twice
    ],
)
def test_clocks_that_are_turned_lose_and_repeat_no_slot(day, count, hours):
    rule = SlotRule(minutes=60, lead_minutes=0, days_ahead=0)

    found = upcoming(always_open("America/New_York"), rule, local(f"{day} 00:00", NEW_YORK))

    assert len({slot.starts_at for slot in found}) == count == len(found)
    assert starts(found, NEW_YORK)[1 : 1 + len(hours)] == hours


def test_what_is_no_slot_is_told_from_what_is_out_of_reach():
    now = local("2026-11-23 13:10")

    assert slot_at(CANTINA, RULE, local("2026-11-23 18:10"), now) is None
    assert any_slot_at(CANTINA, RULE, local("2026-11-23 18:10")) is None
    assert slot_at(CANTINA, RULE, local("2026-11-23 14:00"), now) is None
    assert any_slot_at(CANTINA, RULE, local("2026-11-23 14:00")) == Slot(
        local("2026-11-23 14:00"), local("2026-11-23 14:30")
    )


def test_days_are_the_business_s_own():
    found = by_day(upcoming(CANTINA, RULE, local("2026-11-23 13:10")), "America/Sao_Paulo")

    assert [f"{day:%d}" for day in found] == ["23", "24", "25"]


@given(
    minutes=st.sampled_from([15, 20, 30, 60]),
    lead=st.integers(0, 3000),
    ahead=st.integers(0, 14),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
)
def test_every_slot_is_open_from_end_to_end_and_found_again(minutes, lead, ahead, at):
    rule, now = (
        SlotRule(minutes=minutes, lead_minutes=lead, days_ahead=ahead),
        at.replace(tzinfo=UTC),
    )

    for slot in upcoming(CANTINA, rule, now)[:: 1 + ahead]:
        assert is_open(CANTINA, slot.starts_at)
        assert is_open(CANTINA, slot.ends_at - timedelta(seconds=1))
        assert slot.starts_at - now >= timedelta(minutes=lead)
        assert slot_at(CANTINA, rule, slot.starts_at, now) == slot
