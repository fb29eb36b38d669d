"""How an event reaches a listener, and how lost index rows are found again."""

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import Func, Value
from django.utils import timezone

from flowt import due, origin, tracing
from flowt.events import bus
from flowt.events.models import Event

log = structlog.get_logger()
OVERDUE_AFTER = timedelta(minutes=5)


@due.handles(bus.KIND)
def deliver_event(ref: str) -> None:
    """Tell one listener of one event; both its work and the tick-off commit together."""
    event_id, _, subscriber = ref.partition(":")
    event = Event.objects.filter(event_id=event_id, pending__contains=[subscriber]).first()
    if event is None:
        return
    if subscriber not in bus.listeners(event.type):
        log.warning("event_listener_gone", subscriber=subscriber, type=event.type)
    else:
        journey = origin.Origin(correlation_id=event.correlation_id, source="event")
        about: dict[str, Any] = {"is_root": True, "counts_sql": True, "subscriber": subscriber}
        with origin.bound(journey), tracing.span(f"event {event.type}", kind="consumer", **about):
            bus.deliver(event.type, subscriber, event.payload)
    Event.objects.filter(pk=event.pk).update(
        pending=Func("pending", Value(subscriber), function="array_remove")
    )


def requeue_undelivered() -> int:
    """Rebuild this tenant's due jobs from its events: those overdue and neither queued nor dead.

    Returns how many were missing. A repeat finds none.
    """
    overdue = Event.objects.exclude(pending=[]).filter(
        occurred_at__lt=timezone.now() - OVERDUE_AFTER
    )
    refs = [f"{event.event_id}:{name}" for event in overdue[:1000] for name in event.pending]
    return due.schedule_missing(bus.KIND, refs)
