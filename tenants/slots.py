"""Slots that an order may be scheduled for: pure functions over a schedule. No database here.

A slot lies wholly within one range of the opening hours and is counted from where that range
begins, so that it has the same start whenever it is looked for. Times are aware, in UTC; the day
of a slot is that of its start on the business's own clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tenants.hours import Schedule, spans


@dataclass(frozen=True, order=True)
class Slot:
    """From `starts_at` to `ends_at`: when an order is handed over."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class SlotRule:
    """Slots of so many `minutes`, the first at least `lead_minutes` from now, the last on a day at
    most `days_ahead` after today (0: today only)."""

    minutes: int
    lead_minutes: int
    days_ahead: int


def upcoming(schedule: Schedule, rule: SlotRule, now: datetime) -> list[Slot]:
    """Return the slots that may be chosen now, earliest first."""
    found = set(_slots(schedule, rule, now, days=rule.days_ahead + 2))
    return sorted(slot for slot in found if _is_in_reach(slot, schedule, rule, now))


def first(schedule: Schedule, rule: SlotRule, now: datetime) -> Slot | None:
    """Return the first slot that may be chosen now."""
    return next(iter(upcoming(schedule, rule, now)), None)


def slot_at(schedule: Schedule, rule: SlotRule, starts_at: datetime, now: datetime) -> Slot | None:
    """Return the slot that starts then, if it may be chosen now."""
    slot = any_slot_at(schedule, rule, starts_at)
    return slot if slot is not None and _is_in_reach(slot, schedule, rule, now) else None


def any_slot_at(schedule: Schedule, rule: SlotRule, starts_at: datetime) -> Slot | None:
    """Return the slot that starts then, whether or not it may still be chosen."""
    slots = _slots(schedule, rule, starts_at, days=2)
    return next((slot for slot in slots if slot.starts_at == starts_at), None)


def by_day(slots: list[Slot], time_zone: str) -> dict[date, list[Slot]]:
    """Group slots by their day, in order."""
    zone, found = ZoneInfo(time_zone), dict[date, list[Slot]]()
    for slot in slots:
        found.setdefault(slot.starts_at.astimezone(zone).date(), []).append(slot)
    return found


def _slots(schedule: Schedule, rule: SlotRule, at: datetime, *, days: int) -> Iterator[Slot]:
    length = timedelta(minutes=rule.minutes)
    for opens, closes in spans(schedule, at, days=days):
        starts = opens
        while starts + length <= closes:
            yield Slot(starts, starts + length)
            starts += length


def _is_in_reach(slot: Slot, schedule: Schedule, rule: SlotRule, now: datetime) -> bool:
    zone = ZoneInfo(schedule.time_zone)
    last = now.astimezone(zone).date() + timedelta(days=rule.days_ahead)
    earliest = now + timedelta(minutes=rule.lead_minutes)
    return earliest <= slot.starts_at and slot.starts_at.astimezone(zone).date() <= last
