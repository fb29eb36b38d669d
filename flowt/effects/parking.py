"""Effects of a restored tenant: what was queued or half sent may have been done since."""

from django.db import transaction

from flowt import due
from flowt.effects.models import Effect
from flowt.effects.operations import KIND, settle
from flowt.parking import Parker, parkers, tells_open

Status = Effect.Status
OPEN = (Status.QUEUED, Status.SENDING)


@tells_open
def open_effects() -> list[tuple[str, str]]:
    """Each has its place among the parked, also where the queue had lost it."""
    return [
        (KIND, str(pk))
        for pk in Effect.objects.filter(status__in=OPEN).values_list("pk", flat=True)
    ]


@parkers.register
class EffectParker(Parker):
    kind = KIND

    def park(self) -> int:
        return Effect.objects.filter(status__in=OPEN).update(status=Status.PARKED)

    def count(self) -> int:
        return Effect.objects.filter(status=Status.PARKED).count()

    @transaction.atomic
    def release(self) -> int:
        """Send them after all; each is flagged, since it may have been sent before."""
        parked = Effect.objects.select_for_update().filter(status=Status.PARKED)
        ids = [str(pk) for pk in parked.values_list("pk", flat=True)]
        parked.update(status=Status.QUEUED, attempts=0, is_resent=True, is_doubtful=True)
        due.schedule_many(KIND, ids)
        return len(ids)

    @transaction.atomic
    def discard(self) -> int:
        parked = list(Effect.objects.select_for_update().filter(status=Status.PARKED))
        for effect in parked:
            settle(effect, Status.FAILED, error="discarded after a restore")
        return len(parked)
