"""Effects as due work, and how lost index rows are found again."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from flowt import due, origin
from flowt.effects import sending
from flowt.effects.kinds import kinds
from flowt.effects.models import Effect
from flowt.effects.operations import KIND

OVERDUE_AFTER = timedelta(minutes=5)


@due.handles(KIND, atomic=False)
def send_effect(ref: str, lease: due.Lease) -> None:
    """Send one effect, on the journey that caused it."""
    found = Effect.objects.filter(pk=int(ref)).values_list("correlation_id", flat=True).first()
    journey = origin.current() if found is None else origin.Origin(correlation_id=found)
    with origin.bound(journey):
        sending.send(int(ref), lease)


def requeue_open() -> int:
    """Rebuild this tenant's due jobs from its effects. Returns how many were missing."""
    again = [kind.kind for kind in kinds if kind.is_transactional and not kind.takes_key]
    waits = Q(status__in=[Effect.Status.QUEUED, Effect.Status.SENDING])
    waits |= Q(status=Effect.Status.UNKNOWN, is_resent=False, kind__in=again)
    overdue = Effect.objects.filter(waits, created_at__lt=timezone.now() - OVERDUE_AFTER)
    refs = [str(pk) for pk in overdue.order_by("created_at").values_list("pk", flat=True)[:1000]]
    return due.schedule_missing(KIND, refs)
