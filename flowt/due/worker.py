"""Claiming and running due work.

A claim takes a few jobs from each of several tenants that have any ready, going round by tenant
id, so its cost follows what it takes, and no tenant's heap keeps another's one job waiting.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog
from django.db import connection, transaction

from flowt import origin
from flowt.due.handlers import Lease, LeaseLost, handler
from flowt.due.queue import DOORBELL
from flowt.redis import RedisError, client
from flowt.tenancy import public_schema, tenant_context

log = structlog.get_logger()
LEASE_SECONDS = 60
HEARTBEAT_SECONDS = 15
MAX_ATTEMPTS = 8
TENANTS_A_CLAIM = 16
JOBS_A_CLAIM = 32
_CLAIM = """
WITH RECURSIVE busy AS (
    (SELECT tenant_id, 1 AS n FROM public.due_queue
      WHERE is_ready AND lease_until IS NULL AND tenant_id > %(after)s
      ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT q.tenant_id FROM public.due_queue q
             WHERE q.is_ready AND q.lease_until IS NULL AND q.tenant_id > busy.tenant_id
             ORDER BY q.tenant_id LIMIT 1), busy.n + 1
      FROM busy WHERE busy.tenant_id IS NOT NULL AND busy.n < %(tenants)s
), share AS (
    SELECT tenant_id, greatest(1, %(jobs)s / count(*) OVER ()) AS quota
      FROM busy WHERE tenant_id IS NOT NULL
), picked AS (
    SELECT job.id FROM share CROSS JOIN LATERAL (
        SELECT q.id FROM public.due_queue q
         WHERE q.is_ready AND q.lease_until IS NULL AND q.tenant_id = share.tenant_id
         ORDER BY q.run_at LIMIT share.quota FOR UPDATE SKIP LOCKED) AS job
)
UPDATE public.due_queue AS q
   SET lease_until = clock_timestamp() + %(lease)s * interval '1 second',
       lease_token = q.lease_token + 1, attempt = q.attempt + 1
  FROM picked WHERE q.id = picked.id
RETURNING q.id, q.lease_token, q.tenant_id, q.kind, q.ref, q.attempt
"""


@dataclass
class Rotation:
    """Where the last claim stopped, so that the next one goes on behind it."""

    after: int = 0


_rotation = Rotation(after=random.randrange(1 << 30))  # noqa: S311 - spreads workers, no secret


def promote() -> None:
    """Make timers that fell due, and jobs whose lease ran out, claimable."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.due_queue SET is_ready = true WHERE id IN (SELECT id FROM"
            " public.due_queue WHERE NOT is_ready AND run_at <= clock_timestamp()"
            " ORDER BY run_at LIMIT 5000 FOR UPDATE SKIP LOCKED)"
        )
        cursor.execute(
            "UPDATE public.due_queue SET lease_until = NULL WHERE id IN (SELECT id FROM"
            " public.due_queue WHERE lease_until < clock_timestamp()"
            " LIMIT 5000 FOR UPDATE SKIP LOCKED)"
        )


def claim(limit: int = JOBS_A_CLAIM) -> list[Lease]:
    """Lease up to `limit` jobs, shared fairly between tenants that have some ready."""
    values = {
        "tenants": min(TENANTS_A_CLAIM, limit),
        "jobs": limit,
        "lease": LEASE_SECONDS,
    }
    for after in (_rotation.after, -1):
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, values | {"after": after})
            leases = [Lease(*row) for row in cursor.fetchall()]
        if leases:
            _rotation.after = max(lease.tenant_id for lease in leases)
            return leases
    return []


def run_pending(*, seconds: float = 20.0) -> int:
    """Claim and run until nothing is ready or the time is up. Returns how many jobs ended well."""
    from django_tenants.utils import get_tenant_model

    until, done = time.monotonic() + seconds, 0
    with public_schema():
        promote()
        while time.monotonic() < until:
            with suppress(RedisError):
                client().delete(DOORBELL)
            leases = claim()
            if not leases:
                break
            ids = {lease.tenant_id for lease in leases}
            tenants = get_tenant_model().objects.in_bulk(ids)
            with _heartbeat(leases):
                for lease in leases:
                    done += run(lease, tenants.get(lease.tenant_id))
    return done


def run(lease: Lease, tenant: object | None) -> bool:
    """Run one leased job. A failure is noted for a later try; the last one makes a dead letter."""
    bound = structlog.contextvars.bound_contextvars(due=lease.kind, ref=lease.ref)
    with bound, origin.bound(origin.current()):
        try:
            if tenant is None or not tenant.runs_work:  # type: ignore[attr-defined]
                return _park(lease)
            with tenant_context(tenant):  # type: ignore[arg-type]
                _call(lease)
        except LeaseLost:
            log.warning("lease_lost")
            return False
        except Exception as error:
            log.exception("due_failed", attempt=lease.attempt)
            _fail(lease, error)
            return False
    return True


def _call(lease: Lease) -> None:
    known = handler(lease.kind)
    if known.is_atomic:
        with lease.guard():
            known.function(lease.ref)
            _delete(lease)
        return
    known.function(lease.ref, lease)
    with lease.guard():
        _delete(lease)


def _delete(lease: Lease) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM public.due_queue WHERE id = %s AND lease_token = %s",
            [lease.job_id, lease.token],
        )


def _fail(lease: Lease, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:2000]
    with transaction.atomic(), connection.cursor() as cursor:
        if lease.attempt >= MAX_ATTEMPTS:
            cursor.execute(
                "WITH dead AS (DELETE FROM public.due_queue WHERE id = %s AND lease_token = %s"
                " RETURNING tenant_id, kind, ref, attempt) INSERT INTO public.due_dead_letter"
                " (tenant_id, kind, ref, attempt, last_error, died_at) SELECT tenant_id, kind,"
                " ref, attempt, %s, now() FROM dead ON CONFLICT (tenant_id, kind, ref) DO UPDATE"
                " SET attempt = excluded.attempt, last_error = excluded.last_error,"
                " died_at = excluded.died_at",
                [lease.job_id, lease.token, text],
            )
            return
        wait = min(2**lease.attempt, 3600) * random.uniform(0.75, 1.25)  # noqa: S311 - jitter
        cursor.execute(
            "UPDATE public.due_queue SET lease_until = NULL, is_ready = false, last_error = %s,"
            " run_at = now() + %s * interval '1 second' WHERE id = %s AND lease_token = %s",
            [text, wait, lease.job_id, lease.token],
        )


def _park(lease: Lease) -> bool:
    """A tenant that is suspended or gone works later: look again in ten minutes, uncounted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.due_queue SET lease_until = NULL, is_ready = false, attempt = attempt"
            " - 1, run_at = now() + interval '10 minutes' WHERE id = %s AND lease_token = %s",
            [lease.job_id, lease.token],
        )
    return False


@contextmanager
def _heartbeat(leases: list[Lease]) -> Iterator[None]:
    """Extend the leases of a batch from a thread of its own until the block ends."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            _extend(leases)
        connection.close()

    thread = threading.Thread(target=beat, name="due-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _extend(leases: list[Lease]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.due_queue AS q SET lease_until = clock_timestamp() + %s *"
                " interval '1 second' FROM unnest(%s::bigint[], %s::bigint[]) AS held(id, token)"
                " WHERE q.id IN (SELECT id FROM public.due_queue WHERE id = ANY(%s)"
                " FOR UPDATE SKIP LOCKED) AND q.id = held.id AND q.lease_token = held.token",
                [
                    LEASE_SECONDS,
                    [lease.job_id for lease in leases],
                    [lease.token for lease in leases],
                    [lease.job_id for lease in leases],
                ],
            )
    except Exception:
        log.exception("heartbeat_failed")
        connection.close()
