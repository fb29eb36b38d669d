"""When customers order: how many a day, at what hour, and how. A business's habits, as numbers."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from simulator.demo.businesses import read_range
from simulator.demo.content import read

DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Habits:
    """`by_weekday` is the mean of a day, Monday first; weights need not add up to one."""

    by_weekday: tuple[int, ...]
    peaks: tuple[tuple[float, float, float], ...]  # hour, spread in hours, weight
    profiles: dict[str, int]
    payments: dict[str, dict[str, int]]  # profile: gateway: weight
    lines: tuple[int, int]
    people: int
    open_now: int


HABITS = {
    "cantina": Habits(
        by_weekday=(22, 28, 31, 36, 50, 56, 46),
        peaks=((12.7, 0.7, 36), (20.3, 1.1, 64)),
        profiles={"table": 46, "delivery": 40, "pickup": 14},
        payments={
            "table": {"card": 58, "pix": 36, "cash": 6},
            "delivery": {"pix": 58, "card": 32, "cash": 10},
            "pickup": {"pix": 52, "card": 38, "cash": 10},
        },
        lines=(1, 5),
        people=420,
        open_now=7,
    ),
    "aurora": Habits(
        by_weekday=(9, 8, 8, 9, 11, 3, 0),
        peaks=((9.2, 1.2, 55), (15.3, 1.3, 45)),
        profiles={"delivery": 82, "pickup": 18},
        payments={"delivery": {"pix": 80, "card": 20}, "pickup": {"pix": 60, "card": 40}},
        lines=(3, 8),
        people=20,
        open_now=3,
    ),
    "studio": Habits(
        by_weekday=(0, 7, 8, 10, 13, 14, 0),
        peaks=((10.5, 1.3, 45), (15.5, 1.8, 55)),
        profiles={"pickup": 1},
        payments={"pickup": {"pix": 55, "card": 42, "cash": 3}},
        lines=(1, 2),
        people=150,
        open_now=2,
    ),
    "luz": Habits(
        by_weekday=(14, 12, 11, 11, 10, 0, 0),
        peaks=((9.5, 1.1, 50), (14.5, 1.4, 50)),
        profiles={"pickup": 1},
        payments={"pickup": {"pix": 85, "card": 15}},
        lines=(1, 1),
        people=320,
        open_now=3,
    ),
}


def moments(slug: str, rng: Random, now: datetime, zone: str) -> list[datetime]:
    """Every instant at which an order came in the last sixty days, in order, all before `now`."""
    habits, business = HABITS[slug], read(slug, "business")
    hours = business.get("busy", business["hours"])
    today = now.astimezone(ZoneInfo(zone)).date()
    found = []
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        mean = habits.by_weekday[day.weekday()]
        if not mean:
            continue
        ranges = [read_range(text) for text in hours[str(day.weekday())]]
        grows = 1 + 0.18 * (DAYS - back) / DAYS  # business is going well
        for _ in range(max(round(rng.gauss(mean * grows, mean * 0.11)), 1)):
            at = _moment(rng, habits, day, ranges, zone)
            if at < now - timedelta(hours=2):
                found.append(at)
    return sorted(found)


def _moment(
    rng: Random, habits: Habits, day: date, ranges: list[tuple[time, time]], zone: str
) -> datetime:
    """An instant of `day` near a peak and within its opening hours (past midnight is left out)."""
    weights = [weight for _hour, _spread, weight in habits.peaks]
    while True:
        hour, spread, _ = rng.choices(habits.peaks, weights)[0]
        minute = round(rng.gauss(hour, spread) * 60)
        if not 0 <= minute < 1440:
            continue
        local = time(minute // 60, minute % 60, rng.randrange(60))
        if any(o <= local < c if o < c else local >= o for o, c in ranges):
            return datetime.combine(day, local, ZoneInfo(zone))
