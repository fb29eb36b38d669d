"""Writing to the queue: always in the caller's transaction; the doorbell rings after its commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import connection

from flowt.due.handlers import lane_of
from flowt.redis import RedisError, after_commit
from flowt.tenancy import current_tenant

log = structlog.get_logger()
DOORBELL = "flowt:doorbell"


def schedule(kind: str, ref: str, *, run_at: datetime | None = None) -> None:
    """Have `kind`'s handler called with `ref`, in this tenant, at `run_at` (aware; None: now).

    One job per tenant, kind and ref: scheduling it again moves it. One that runs at this moment
    runs again then, so nothing that was written before is overlooked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token,"
            " attempt, last_error, created_at, lane)"
            " VALUES (%s, %s, %s, coalesce(%s, now()), %s, 0, 0, '', now(), %s)"
            " ON CONFLICT (tenant_id, kind, ref) DO UPDATE SET run_at = excluded.run_at,"
            " is_ready = excluded.is_ready",
            [current_tenant().pk, kind, ref, run_at, run_at is None, lane_of(kind)],
        )
    if run_at is None:
        ring()


def schedule_many(kind: str, refs: Sequence[str]) -> None:
    """Schedule each of `refs` for now, in one statement. Those already queued stay as they are."""
    if not refs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token,"
            " attempt, last_error, created_at, lane)"
            " SELECT %s, %s, ref, now(), true, 0, 0, '', now(), %s FROM unnest(%s::text[]) AS ref"
            " ON CONFLICT (tenant_id, kind, ref) DO NOTHING",
            [current_tenant().pk, kind, lane_of(kind), list(refs)],
        )
    ring()


def schedule_missing(kind: str, refs: Sequence[str]) -> int:
    """Schedule those of `refs` that are neither queued, dead nor parked. Returns how many."""
    if not refs:
        return 0
    tenant_id = current_tenant().pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token,"
            " attempt, last_error, created_at, lane)"
            " SELECT %s, %s, ref, now(), true, 0, 0, '', now(), %s FROM unnest(%s::text[]) AS ref"
            " WHERE NOT EXISTS (SELECT 1 FROM public.due_dead_letter AS dead WHERE"
            " dead.tenant_id = %s AND dead.kind = %s AND dead.ref = ref.ref)"
            " AND NOT EXISTS (SELECT 1 FROM public.due_parked AS parked WHERE"
            " parked.tenant_id = %s AND parked.kind = %s AND parked.ref = ref.ref)"
            " ON CONFLICT (tenant_id, kind, ref) DO NOTHING",
            [tenant_id, kind, lane_of(kind), list(refs), tenant_id, kind, tenant_id, kind],
        )
        missing: int = cursor.rowcount
    if missing:
        ring()
    return missing


def unschedule(kind: str, ref: str) -> bool:
    """Take back what waits. Returns whether it was there; one that runs is left to its worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM public.due_queue WHERE tenant_id = %s AND kind = %s AND ref = %s"
            " AND lease_until IS NULL",
            [current_tenant().pk, kind, ref],
        )
        return bool(cursor.rowcount)


def ring() -> None:
    """Wake a worker, once the transaction in force has committed. Many rings before the next claim
    are one; a lost one costs a second.
    """
    after_commit(
        lambda redis: redis.set(DOORBELL, 1, nx=True, ex=2), heard=_wake, failed=_note_silence
    )


def _wake(is_first: Any) -> None:
    if not is_first:
        return
    from flowt.due.tasks import drain

    try:
        drain.delay()
    except Exception as error:  # kombu wraps its own
        if not (isinstance(error, RedisError | OSError) or _is_broker_trouble(error)):
            raise
        _note_silence(error)


def _note_silence(error: Exception) -> None:
    log.warning("doorbell_silent", error=str(error))


def _is_broker_trouble(error: Exception) -> bool:
    return type(error).__module__.startswith(("kombu", "amqp", "celery"))
