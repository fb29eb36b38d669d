"""Celery's side of due work: each may be lost and is called again."""

import time
from contextlib import suppress
from datetime import timedelta

from celery import shared_task, signals
from django.db import transaction
from django_tenants.utils import get_tenant_model

from flowt.due import ticks, worker
from flowt.due.handlers import Lane
from flowt.due.queue import ring
from flowt.due.senders import senders
from flowt.effects.due import requeue_open
from flowt.events.delivery import requeue_undelivered
from flowt.redis import RedisError, client
from flowt.tenancy import tenant_context

HEARTBEAT_KEY = "flowt:worker:heartbeat"
LAST_CALLS_SECONDS = 2.5  # that calls under way have when a worker is asked to stop
signals.worker_process_shutdown.connect(lambda **_: senders.stop(LAST_CALLS_SECONDS), weak=False)


@shared_task(name="flowt.drain", ignore_result=True, expires=30)
def drain() -> None:
    """Run whatever is due. Rung by the doorbell, and by beat every second."""
    began = time.monotonic()
    worker.run_pending(lanes=[Lane.OURS], meanwhile=senders.wake)
    senders.wake()  # for what those jobs have caused
    if time.monotonic() - began >= worker.SHIFT_SECONDS:
        ring()
    with suppress(RedisError):
        client().set(HEARTBEAT_KEY, int(time.time()), ex=120)


@shared_task(name="flowt.sweep", ignore_result=True, expires=300)
def sweep() -> None:
    """Find due jobs that were lost, tenant by tenant, from the tenants' own rows."""
    with transaction.atomic():
        if not ticks.claim_tick("sweep", timedelta(minutes=10)):
            return
        ticks.forget_old_ticks()
    for tenant in get_tenant_model().objects.active():
        with tenant_context(tenant):
            requeue_undelivered()
            requeue_open()
