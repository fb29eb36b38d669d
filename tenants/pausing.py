"""Pausing orders and declaring a rush. Both end by themselves, and may be ended before.

Each of these runs in the bound tenant. Nothing is written, and nobody told, when nothing differs.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from flowt import due
from flowt.audit.trail import record, snapshot
from flowt.live import notify
from flowt.tenancy import public_schema
from tenants.models import OrderProfile, Tenant
from tenants.operations import touch_tenant
from tenants.trading import next_end

ENDS = "tenants.hold_ends"  # due work: a pause or a rush is over; one a tenant
REF = "ordering"
FIELDS = ("paused_until", "pause_note", "rush_until", "rush_minutes")


def pause_ordering(
    tenant: Tenant, *, kinds: Collection[str], until: datetime, note: str = "", actor: Any
) -> None:
    """Take no orders of these ways until then; `note` tells customers why."""
    _set(tenant, kinds, "orders.pause", actor, paused_until=until, pause_note=note)


def resume_ordering(tenant: Tenant, *, kinds: Collection[str], actor: Any) -> None:
    """Take orders of these ways again, at once."""
    _set(tenant, kinds, "orders.resume", actor, paused_until=None, pause_note="")


def begin_rush(
    tenant: Tenant, *, kinds: Collection[str], minutes: int, until: datetime, actor: Any
) -> None:
    """Say until then that orders of these ways take so many minutes longer."""
    _set(tenant, kinds, "orders.rush", actor, rush_until=until, rush_minutes=minutes)


def end_rush(tenant: Tenant, *, kinds: Collection[str], actor: Any) -> None:
    """Say that orders of these ways take as long as usual."""
    _set(tenant, kinds, "orders.rush_end", actor, rush_until=None, rush_minutes=0)


@transaction.atomic
def end_what_is_over(tenant: Tenant) -> None:
    """Clear pauses and rushes that are over, and wait for the next. A repeat finds none."""
    now = timezone.now()
    with public_schema():
        rows = OrderProfile.objects.filter(tenant=tenant)
        list(rows.order_by("pk").select_for_update())
        paused = rows.filter(paused_until__lte=now).update(paused_until=None, pause_note="")
        rushed = rows.filter(rush_until__lte=now).update(rush_until=None, rush_minutes=0)
        if paused or rushed:
            touch_tenant(tenant)
    if paused or rushed:
        notify("orders")
    _wait(tenant, now)


@transaction.atomic
def _set(tenant: Tenant, kinds: Collection[str], action: str, actor: Any, **values: Any) -> None:
    with public_schema():
        rows = OrderProfile.objects.filter(tenant=tenant, is_enabled=True, kind__in=kinds)
        changed = [row for row in rows.order_by("pk").select_for_update() if _differs(row, values)]
        for row in changed:
            before = snapshot(row, FIELDS)
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
            after = snapshot(row, FIELDS)
            record(action, row, actor=actor, before=before, after=after, tenant_id=tenant.pk)
        if changed:
            touch_tenant(tenant)
    if changed:
        notify("orders")
        _wait(tenant, timezone.now())


def _differs(row: OrderProfile, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _wait(tenant: Tenant, now: datetime) -> None:
    """Have what ends next cleared when it does."""
    with public_schema():
        ends = next_end(OrderProfile.objects.filter(tenant=tenant), now)
    if ends is None:
        due.unschedule(ENDS, REF)
    else:
        due.schedule(ENDS, REF, run_at=ends)
