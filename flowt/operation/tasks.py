"""Celery's side of operation: each runs once a slot, however many beats there are."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from flowt.due.ticks import claim_tick
from flowt.operation import alerts, capacity, volumes, writing
from flowt.tenancy import public_schema


def _is_mine(job: str, every: timedelta) -> bool:
    with transaction.atomic():
        return claim_tick(job, every)


@shared_task(name="flowt.operation.note_errors", ignore_result=True, expires=15)
def note_errors() -> None:
    """Write down the errors that processes handed over, and tell of those that rise."""
    with public_schema():
        if writing.write_faults() and _is_mine("operation-alerts", timedelta(seconds=30)):
            alerts.look()
        alerts.tell()


@shared_task(name="flowt.operation.add_up", ignore_result=True, expires=60)
def add_up() -> None:
    """Add up the tenants' volumes, a minute behind."""
    with public_schema():
        if _is_mine("operation-volumes", timedelta(minutes=1)):
            volumes.refresh()


@shared_task(name="flowt.operation.sample", ignore_result=True, expires=300)
def sample() -> None:
    """Keep how full the machine is, once an hour; with it goes what is looked at hourly."""
    with public_schema():
        if capacity.take_sample():
            volumes.refresh_month()
            writing.forget_old()
