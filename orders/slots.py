"""Orders for later: which slot one takes, how full that is, and when its preparing begins.

A slot is a row that counts; placing and giving back hold it. Whoever holds items too holds the
slot first.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from flowt import due
from flowt.tenancy import current_tenant
from orders.errors import SlotFull, SlotGone, SlotsNotOffered
from orders.models import Order, SlotUse
from tenants.hours_text import describe_moment, describe_slot
from tenants.models import OrderProfile, Tenant
from tenants.selectors import delivery_terms, profiles_of, schedule_of
from tenants.slots import Slot, any_slot_at, slot_at, upcoming

COME_UP = "orders.come_up"  # due work: its time to be prepared came; ref is the order's key
KEPT = timedelta(days=7)  # how long a slot that passed is remembered
NO_LIMIT = 2**31 - 1
_TAKE = """
INSERT INTO orders_slotuse AS slot (profile, starts_at, taken) VALUES (%s, %s, 1)
ON CONFLICT (profile, starts_at) DO UPDATE SET taken = slot.taken + 1 WHERE slot.taken < %s
RETURNING taken
"""
_RELEASE = (
    "UPDATE orders_slotuse SET taken = taken - 1"
    " WHERE profile = %s AND starts_at = %s AND taken > 0"
)


def choose_slot(tenant: Tenant, profile: str, starts_at: datetime, now: datetime) -> Slot:
    """Return the slot that starts then, where it may be ordered for now.

    Raises SlotsNotOffered, and SlotGone for one that passed, is too near, too far or was never
    one. Whether it has room is told by `take_slot` alone.
    """
    terms = profiles_of(tenant).get(profile)
    if terms is None or not terms.takes_scheduled:
        raise SlotsNotOffered
    schedule, rule = schedule_of(tenant), terms.slot_rule(now)
    slot = slot_at(schedule, rule, starts_at, now)
    if slot is not None:
        return slot
    known = any_slot_at(schedule, rule, starts_at)
    zone = tenant.time_zone
    if known is None:
        raise SlotGone(when=describe_moment(starts_at, zone, now))
    raise SlotGone(when=describe_slot(known.starts_at, known.ends_at, zone, now))


def put_in(order: Order, slot: Slot, tenant: Tenant) -> None:
    """Write the slot on an order that is being made; what it says stays, whatever changes."""
    before = timedelta(minutes=profiles_of(tenant)[order.profile].preparation_minutes)
    if order.profile == OrderProfile.Kind.DELIVERY:
        area = delivery_terms(tenant, order.address.get("cep", ""))
        before += timedelta(minutes=area.estimated_minutes if area else 0)
    order.scheduled_for, order.scheduled_until = slot.starts_at, slot.ends_at
    order.prepare_at = slot.starts_at - before


def take_slot(order: Order) -> None:
    """Count the order in its slot, and see to it that it comes up. One without a slot is left.

    Raises SlotFull. A slot that passed, as when an order is taken up again, is never full. It
    does not know a repeat: the caller's own key does.
    """
    if order.scheduled_for is None or order.scheduled_until is None or order.prepare_at is None:
        return
    tenant, now = current_tenant(), timezone.now()
    terms = profiles_of(tenant).get(order.profile)
    limit = terms.slot_capacity if terms is not None else None
    if limit is None or order.scheduled_for <= now:
        limit = NO_LIMIT
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [order.profile, order.scheduled_for, limit])
        if cursor.fetchone() is None:
            when = (order.scheduled_for, order.scheduled_until, tenant.time_zone, now)
            raise SlotFull(when=describe_slot(*when))
    if order.prepare_at > now:
        due.schedule(COME_UP, str(order.pk), run_at=order.prepare_at)


def release_slot(order: Order) -> None:
    """Give the place back, as when an order is called off. It does not know a repeat."""
    if order.scheduled_for is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [order.profile, order.scheduled_for])
    due.unschedule(COME_UP, str(order.pk))


def forget_passed(profile: str, now: datetime) -> None:
    """Drop the counts of slots that passed days ago."""
    SlotUse.objects.filter(profile=profile, starts_at__lt=now - KEPT).delete()


def slots_of(tenant: Tenant, terms: OrderProfile, now: datetime) -> list[Slot]:
    """Return the slots of one way of ordering, those that are full too; none where it has none."""
    if not (terms.is_enabled and terms.takes_scheduled):
        return []
    return upcoming(schedule_of(tenant), terms.slot_rule(now), now)


def full_among(terms: OrderProfile, slots: Collection[Slot]) -> frozenset[datetime]:
    """Return the starts of those that have no room left."""
    if terms.slot_capacity is None or not slots:
        return frozenset()
    starts = [slot.starts_at for slot in slots]
    rows = SlotUse.objects.filter(
        profile=terms.kind,
        starts_at__gte=min(starts),
        starts_at__lte=max(starts),
        taken__gte=terms.slot_capacity,
    )
    return frozenset(rows.values_list("starts_at", flat=True))
