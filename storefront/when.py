"""For when a visitor's order is: as soon as possible, or a day and an hour they chose.

Nothing is chosen for anybody: an order for later has the day and the hour that were pressed, and
says so in words, or it is not placed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from flowt.tenancy import current_schema
from orders.slots import full_among, slots_of
from tenants.hours_text import (
    describe_day,
    describe_minutes,
    describe_slot,
    describe_span,
    short_weekday,
)
from tenants.models import OrderProfile, Tenant
from tenants.selectors import opening, profiles_of
from tenants.slots import Slot, by_day

NOW, LATER = "now", "later"
CHOICE = "when:"  # + schema: what was chosen last, in the session
FIELDS = ("when", "day", "slot")
FORM = "%Y-%m-%dT%H:%MZ"  # of a slot's start, in UTC


@dataclass(frozen=True)
class Choice:
    """A day or an hour to choose from. `text` says it in full."""

    value: str
    label: str
    text: str
    is_full: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class When:
    """What one may choose from for one way of ordering, and what was chosen.

    `starts_at` None with `mode` later: no hour was chosen yet. `gone` says that what had been
    chosen can no longer be had. `price_at` is the moment that prices are of.
    """

    mode: str
    can_now: bool
    can_later: bool
    price_at: datetime
    minutes: int = 0
    days: tuple[Choice, ...] = ()
    hours: tuple[Choice, ...] = ()
    starts_at: datetime | None = None
    text: str = ""
    gone: str = ""

    @property
    def is_possible(self) -> bool:
        return self.can_now or self.can_later

    @property
    def is_later(self) -> bool:
        return self.mode == LATER

    @property
    def day(self) -> str:
        return next((day.value for day in self.days if day.is_chosen), "")


def when_of(tenant: Tenant, profile: str, values: Mapping[str, Any], now: datetime) -> When:
    """Return the choice as it stands for `values` (when, day, slot), taking nothing on trust."""
    terms = profiles_of(tenant).get(profile)
    if terms is None or terms.is_paused(now):
        return When(NOW, can_now=False, can_later=False, price_at=now)
    can_now, slots = opening(tenant, now).is_open, slots_of(tenant, terms, now)
    wants_later = bool(slots) and (values.get("when") == LATER or not can_now)
    if not wants_later:
        minutes = terms.ready_minutes(now)
        text = _("as soon as possible, in about %(time)s") % {"time": describe_minutes(minutes)}
        return When(NOW, can_now, bool(slots), now, minutes=minutes, text=text if can_now else "")
    return _later(tenant, terms, slots, values, now)


def _later(
    tenant: Tenant, terms: OrderProfile, slots: list[Slot], values: Mapping[str, Any], now: datetime
) -> When:
    zone, full = tenant.time_zone, full_among(terms, slots)
    today = now.astimezone(ZoneInfo(zone)).date()
    days, asked = by_day(slots, zone), read_start(values.get("slot"))
    slot = next((one for one in slots if one.starts_at == asked), None)
    own_day = slot.starts_at.astimezone(ZoneInfo(zone)).date() if slot else None
    day = _day(values.get("day")) or own_day
    if day not in days:
        free = (on for on, ones in days.items() if any(x.starts_at not in full for x in ones))
        day = own_day or next(free, next(iter(days)))
    if slot is not None and (own_day != day or slot.starts_at in full):
        gone = _("%(when)s is full.") if slot.starts_at in full else ""
        slot, missing = None, gone % {"when": _slot_text(slot, zone, now)}
    else:
        missing = _("The time you had chosen has passed.") if asked and slot is None else ""
    first = next((one for one in days[day] if one.starts_at not in full), days[day][0])
    return When(
        LATER,
        can_now=opening(tenant, now).is_open,
        can_later=True,
        price_at=(slot or first).starts_at,
        minutes=terms.ready_minutes(now),
        days=tuple(
            replace(_day_choice(on, ones, full, today=today), is_chosen=on == day)
            for on, ones in days.items()
        ),
        hours=tuple(
            replace(_hour(one, zone, now), is_full=one.starts_at in full, is_chosen=one == slot)
            for one in days[day]
        ),
        starts_at=slot.starts_at if slot else None,
        text=_slot_text(slot, zone, now) if slot else "",
        gone=missing,
    )


def _hour(slot: Slot, zone: str, now: datetime) -> Choice:
    span = describe_span(slot.starts_at, slot.ends_at, zone)
    return Choice(slot.starts_at.strftime(FORM), span, _slot_text(slot, zone, now))


def remembered(request: Any) -> dict[str, str]:
    """Return what this visitor chose last."""
    kept = request.session.get(CHOICE + current_schema())
    return kept if isinstance(kept, dict) else {}


def remember(request: Any, values: Mapping[str, Any]) -> None:
    """Keep what was chosen, for the cart and the next look at the checkout."""
    found = {name: str(values.get(name, ""))[:20] for name in FIELDS if values.get(name)}
    if found != remembered(request):
        request.session[CHOICE + current_schema()] = found


def forget(request: Any) -> None:
    request.session.pop(CHOICE + current_schema(), None)


def read_start(text: Any) -> datetime | None:
    """Read the start of a slot as the form writes it; None for anything else."""
    try:
        return datetime.strptime(str(text), FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _slot_text(slot: Slot, zone: str, now: datetime) -> str:
    return describe_slot(slot.starts_at, slot.ends_at, zone, now)


def _day_choice(on: date, slots: list[Slot], full: frozenset[datetime], *, today: date) -> Choice:
    label = short_weekday(on)
    if on == today:
        label = _("Today")
    elif on == today + timedelta(days=1):
        label = _("Tomorrow")
    is_full = all(slot.starts_at in full for slot in slots)
    return Choice(on.isoformat(), label, describe_day(on, today), is_full=is_full)
