"""Work that does nothing, and work that makes much: loaded into real workers with `--include`."""

from celery import shared_task
from django.utils import timezone

from flowt import due
from flowt.events import DomainEvent, publish, subscribe
from flowt.tenancy import current_tenant

EVENTS_A_JOB = 100


@due.handles("bench.noop")
def noop(ref: str) -> None:
    """Nothing, in the tenant it belongs to."""
    current_tenant()


@shared_task(name="bench.noop", ignore_result=True)
def noop_task() -> None:
    """Nothing."""


class Noise(DomainEvent):
    """Something that happens a lot, to which somebody listens."""

    name = "bench.noise"


@subscribe(Noise)
def hear(event: Noise) -> None:
    timezone.now()


@due.handles("bench.noise")
def make_noise(ref: str) -> None:
    """As an import does: many events in one transaction."""
    for _ in range(EVENTS_A_JOB):
        publish(Noise())
