"""When orders can be had: what holds each way up at this moment, and the slots for later."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_
from ninja import Query, Router
from pydantic import Field

from flowt.api.answers import answer_tagged, open_to_all
from flowt.api.types import Input, InstantText, Output, utc
from orders.slots import full_among, slots_of
from storefront.ordering import Ways
from tenants.models import Tenant

router = Router(tags=["store"])


class WayNow(Output):
    """How one way of ordering stands at this moment."""

    profile: str = Field(examples=["delivery"])
    is_paused: bool = Field(description=N_("No order is taken until `paused_until`."))
    paused_until: InstantText | None
    pause_note: str
    extra_minutes: int = Field(description=N_("How much longer orders take now, in a rush."))
    rush_until: InstantText | None
    takes_scheduled: bool = Field(description=N_("`scheduled_for` may be sent: see /slots."))


class Slot(Output):
    starts_at: InstantText = Field(description=N_("To be sent as `scheduled_for`."))
    ends_at: InstantText
    is_full: bool


class ProfileSlots(Output):
    profile: str = Field(examples=["delivery"])
    slots: list[Slot]


class SlotsDocument(Output):
    time_zone: str = Field(examples=["America/Sao_Paulo"])
    profiles: list[ProfileSlots]


class SlotFilters(Input):
    profile: Literal["delivery", "pickup"] | None = None


@router.get(
    "/slots",
    response={200: SlotsDocument},
    summary=N_("Slots for later"),
    description=N_("The slots an order may be placed for now, earliest first."),
    openapi_extra={"x-headers": ["ETag"]},
)
@open_to_all(cors=True)
def slot_list(request: Any, filters: Query[SlotFilters]) -> HttpResponse:
    tenant, now = request.tenant, timezone.now()
    rows = [row for row in Ways.of(tenant).offered if filters.profile in (None, row.kind)]
    found = []
    for row in rows:
        slots = [] if row.is_paused(now) else slots_of(tenant, row, now)
        full = full_among(row, slots)
        shown = [
            Slot(starts_at=utc(s.starts_at), ends_at=utc(s.ends_at), is_full=s.starts_at in full)
            for s in slots
        ]
        found.append(ProfileSlots(profile=row.kind, slots=shown))
    return answer_tagged(request, SlotsDocument(time_zone=tenant.time_zone, profiles=found))


def ways_now(tenant: Tenant, now: datetime) -> list[WayNow]:
    """Return how each way on offer stands."""
    return [
        WayNow(
            profile=row.kind,
            is_paused=row.is_paused(now),
            paused_until=utc(row.paused_until) if row.is_paused(now) else None,
            pause_note=row.pause_note if row.is_paused(now) else "",
            extra_minutes=row.extra_minutes(now),
            rush_until=utc(row.rush_until) if row.extra_minutes(now) else None,
            takes_scheduled=row.takes_scheduled,
        )
        for row in Ways.of(tenant).offered
    ]
