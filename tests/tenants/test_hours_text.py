from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tenants.hours import Range, Schedule, always_open
from tenants.hours_text import describe_days, describe_minutes, describe_now, describe_week

LUNCH, DINNER = Range(time(11), time(15)), Range(time(18), time(23, 30))
CANTINA = Schedule(
    time_zone="America/Sao_Paulo",
    week=(*(((LUNCH, DINNER),) * 5), (DINNER,), ()),
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Sao_Paulo"))


def test_days_in_a_row_with_the_same_hours_share_a_line():
    assert [str(line) for line in describe_week(CANTINA)] == [
        "Mon–Fri 11:00–15:00, 18:00–23:30",
        "Sat 18:00–23:30",
        "Sun Closed",
    ]


def test_speaks_the_language_of_the_reader():
    with translation.override("pt-br"):
        assert describe_week(CANTINA)[0].days == "Seg–Sex"


def test_every_day_of_24_hours():
    assert [str(line) for line in describe_week(always_open("UTC"))] == ["Every day Open 24 hours"]


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ((5, 6), "Sat, Sun"),
        ((0, 2, 3, 4), "Mon, Wed–Fri"),
        ((), ""),
        (tuple(range(7)), "Every day"),
    ],
)
def test_writes_any_set_of_days(weekdays, words):
    assert describe_days(weekdays) == words


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-11-23 12:00", "Open until 15:00."),
        ("2026-11-23 16:00", "Closed. Opens today at 18:00."),
        ("2026-11-22 12:00", "Closed. Opens tomorrow at 11:00."),
        ("2026-11-29 00:30", "Closed. Opens tomorrow at 11:00."),
        ("2026-11-28 23:45", "Closed. Opens on Monday at 11:00."),
    ],
)
def test_says_how_it_is_now(moment, sentence):
    assert describe_now(CANTINA, at(moment)) == sentence


def test_says_so_when_it_is_always_or_never_open():
    never = Schedule(time_zone="UTC", week=((),) * 7)

    assert describe_now(always_open("UTC"), at("2026-11-23 12:00")) == "Open now, 24 hours."
    assert describe_now(never, at("2026-11-23 12:00")) == "Closed for now."


def test_a_long_holiday_names_the_date():
    closed = {at(f"2026-12-{day:02d} 00:00").date(): () for day in range(1, 15)}
    away = Schedule(time_zone="America/Sao_Paulo", week=CANTINA.week, exceptions=closed)

    sentence = describe_now(away, at("2026-12-01 12:00"))

    assert sentence == "Closed. Opens on December 15, 2026 at 11:00."


def test_minutes_become_hours():
    assert [describe_minutes(n) for n in (0, 40, 90, 720)] == [
        "0 min",
        "40 min",
        "1 h 30 min",
        "12 h",
    ]
