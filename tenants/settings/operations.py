"""Changing a tenant's settings. Each change is audited, and makes pages kept in memory old."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from flowt.audit.trail import record, snapshot
from flowt.tenancy import public_schema, tenant_context
from tenants.errors import RangesOverlap
from tenants.models import DeliveryArea, OpeningException, OpeningRange, OrderProfile, Tenant
from tenants.operations import touch_tenant, with_document_index

Week = Mapping[int, Iterable[tuple[time, time]]]  # weekday (Monday is 0): (opens, closes)
SECRET = ("document",)
AREA_FIELDS = (
    *("name", "cep_from", "cep_to", "fee", "free_from"),
    *("estimated_minutes", "is_active"),
)


def change_tenant(tenant: Tenant, *, action: str, actor: Any, **fields: Any) -> Tenant:
    """Set fields of the tenant row and record what differs under `action`.

    Documents are recorded as hidden. Nothing is written when nothing differs.
    """
    with public_schema(), transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
        fields = with_document_index(fields)
        changed = [name for name, value in fields.items() if getattr(tenant, name) != value]
        if not changed:
            return tenant
        plain = [name for name in changed if name not in (*SECRET, "document_index")]
        secret = [name for name in changed if name in SECRET]
        before = snapshot(tenant, plain, secret=secret)
        for name in changed:
            setattr(tenant, name, fields[name])
        tenant.save(update_fields=changed)
        after = snapshot(tenant, plain, secret=secret)
        for name in secret:  # hidden alike, before and after: say that it is another one
            after[name] = "changed" if before[name] and after[name] else after[name]
        record(action, tenant, actor=actor, before=before, after=after, tenant_id=tenant.pk)
        touch_tenant(tenant)
    return tenant


def change_logo(tenant: Tenant, *, picture: tuple[str, bytes] | None, actor: Any) -> Tenant:
    """Store a logo (name, content; already made safe) in the tenant's folder, or remove it.

    The tenant must be bound. The old file is deleted once nothing points at it.
    """
    name = ""
    if picture is not None:
        name, content = picture  # the name holds the content's hash
        if not default_storage.exists(name):
            name = default_storage.save(name, ContentFile(content))
    old = tenant.logo
    tenant = change_tenant(tenant, action="settings.logo", actor=actor, logo=name)
    if old and old != name:
        transaction.on_commit(lambda: _delete_file(tenant, old))
    return tenant


def change_hours(
    tenant: Tenant, *, week: Week, time_zone: str, holiday_rule: str, actor: Any
) -> Tenant:
    """Replace the week, and set the zone and the holiday rule. Ranges are already checked."""
    with public_schema(), transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
        before = _week_text(tenant)
        OpeningRange.objects.filter(tenant=tenant).delete()
        OpeningRange.objects.bulk_create(
            OpeningRange(tenant=tenant, weekday=day, opens=opens, closes=closes)
            for day, ranges in week.items()
            for opens, closes in ranges
        )
        after = _week_text(tenant)
        if before != after:
            record(
                *("settings.hours", tenant),
                actor=actor,
                before=before,
                after=after,
                tenant_id=tenant.pk,
            )
            touch_tenant(tenant)
        return change_tenant(
            tenant,
            action="settings.hours",
            actor=actor,
            time_zone=time_zone,
            holiday_rule=holiday_rule,
        )


def add_exception(
    tenant: Tenant,
    *,
    on: date,
    opens: time | None,
    closes: time | None,
    note: str = "",
    actor: Any,
) -> OpeningException:
    """Give a date hours of its own; without times it is closed. A repeat changes nothing.

    Raises RangesOverlap: a closed date has no ranges, and ranges of one date do not overlap.
    """
    with public_schema(), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        others = list(OpeningException.objects.filter(tenant=tenant, on=on))
        for other in others:
            if (other.opens, other.closes) == (opens, closes):
                return other
            if opens is None or other.opens is None or _overlap(other, opens, closes):
                raise RangesOverlap(date=on.strftime("%d/%m/%Y"))
        row = OpeningException.objects.create(
            tenant=tenant, on=on, opens=opens, closes=closes, note=note
        )
        after = snapshot(row, ("on", "opens", "closes", "note"))
        record("settings.exception_add", row, actor=actor, after=after, tenant_id=tenant.pk)
        touch_tenant(tenant)
    return row


def remove_exception(exception: OpeningException, *, actor: Any) -> None:
    with public_schema(), transaction.atomic():
        before = snapshot(exception, ("on", "opens", "closes", "note"))
        tenant = exception.tenant
        record(
            *("settings.exception_remove", exception),
            actor=actor,
            before=before,
            tenant_id=tenant.pk,
        )
        exception.delete()
        touch_tenant(tenant)


def change_profile(
    profile: OrderProfile,
    *,
    is_enabled: bool,
    minimum_order: Decimal,
    preparation_minutes: int,
    has_tabs: bool = False,
    service_percent: Decimal = Decimal(0),
    actor: Any,
) -> OrderProfile:
    """Set the terms of one way of ordering. Nothing is written when nothing differs.

    `has_tabs` and `service_percent` are of tables: phones there share a tab, or not.
    """
    fields = (
        *("is_enabled", "minimum_order", "preparation_minutes"),
        *("has_tabs", "service_percent"),
    )
    with public_schema(), transaction.atomic():
        profile = OrderProfile.objects.select_for_update().get(pk=profile.pk)
        before = snapshot(profile, fields)
        profile.is_enabled = is_enabled
        profile.minimum_order = minimum_order
        profile.preparation_minutes = preparation_minutes
        profile.has_tabs, profile.service_percent = has_tabs, service_percent
        after = snapshot(profile, fields)
        if before != after:
            profile.save(update_fields=fields)
            where = {"tenant_id": profile.tenant_id}
            record("settings.profile", profile, actor=actor, before=before, after=after, **where)
            touch_tenant(profile.tenant)
    return profile


def save_area(
    tenant: Tenant, *, area: DeliveryArea | None = None, actor: Any, **fields: Any
) -> DeliveryArea:
    """Add a delivery area, or change the given one."""
    with public_schema(), transaction.atomic():
        row = area or DeliveryArea(tenant=tenant)
        before = snapshot(row, AREA_FIELDS) if area else {}
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        after = snapshot(row, AREA_FIELDS)
        if before != after:
            where = {"tenant_id": tenant.pk}
            record("settings.area", row, actor=actor, before=before, after=after, **where)
            touch_tenant(tenant)
    return row


def remove_area(area: DeliveryArea, *, actor: Any) -> None:
    with public_schema(), transaction.atomic():
        before = snapshot(area, AREA_FIELDS)
        tenant_id = area.tenant_id
        record("settings.area_remove", area, actor=actor, before=before, tenant_id=tenant_id)
        tenant = area.tenant
        area.delete()
        touch_tenant(tenant)


def _delete_file(tenant: Tenant, name: str) -> None:
    with tenant_context(tenant):
        default_storage.delete(name)


def _week_text(tenant: Tenant) -> dict[str, str]:
    days: dict[str, list[str]] = {}
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for row in OpeningRange.objects.filter(tenant=tenant):
        text = f"{row.opens:%H:%M}–{row.closes:%H:%M}"
        days.setdefault(names[row.weekday], []).append(text)
    return {day: ", ".join(ranges) for day, ranges in days.items()}


def _overlap(other: OpeningException, opens: time, closes: time | None) -> bool:
    assert other.opens and other.closes and closes
    first = (minutes(other.opens), end_minutes(other.opens, other.closes))
    second = (minutes(opens), end_minutes(opens, closes))
    return first[0] < second[1] and second[0] < first[1]


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def end_minutes(opens: time, closes: time) -> int:
    """Minutes since the day began; past 1440 when it closes on the next day."""
    end = minutes(closes)
    return end if closes > opens else end + 1440
