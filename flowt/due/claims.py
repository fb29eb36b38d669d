"""Taking jobs from the queue and giving them back: every statement that moves a lease.

A claim takes a few jobs from each of several tenants that have any ready, going round by tenant
id until it has enough, so its cost follows what it takes, and no tenant's heap keeps another's
one job waiting.
"""

import random
import time
from collections.abc import Sequence

import structlog
from django.conf import settings
from django.db import connection, transaction

from flowt.due.handlers import Hold, Lane, Lease

log = structlog.get_logger()
MAX_ATTEMPTS = 8
MAX_CRASHES = 20  # claims whose worker did not live to tell: the job may be what kills it
JOBS_A_CLAIM = 64
SHARE = 8  # jobs that a tenant may have in a claim, and more only where too few others have any
CALLS_A_TENANT = 4  # at one time, over all workers
_CLAIM = """
WITH RECURSIVE busy AS (
    (SELECT tenant_id, 1 AS n FROM public.due_queue
      WHERE is_ready AND lease_until IS NULL AND lane = %(lane)s AND tenant_id > %(after)s
        AND NOT tenant_id = ANY(%(full)s)
      ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT q.tenant_id FROM public.due_queue q
             WHERE q.is_ready AND q.lease_until IS NULL AND q.lane = %(lane)s
               AND q.tenant_id > busy.tenant_id AND NOT q.tenant_id = ANY(%(full)s)
             ORDER BY q.tenant_id LIMIT 1), busy.n + 1
      FROM busy WHERE busy.tenant_id IS NOT NULL AND busy.n < %(jobs)s
), few AS (
    SELECT count(*) AS n FROM (SELECT 1 FROM busy WHERE tenant_id IS NOT NULL
                                LIMIT greatest(%(jobs)s / %(share)s, 1)) AS first
), picked AS (
    SELECT job.id FROM busy CROSS JOIN LATERAL (
        SELECT q.id FROM public.due_queue q
         WHERE q.is_ready AND q.lease_until IS NULL AND q.lane = %(lane)s
           AND q.tenant_id = busy.tenant_id
         ORDER BY q.run_at
         LIMIT (SELECT greatest(%(share)s, %(jobs)s / greatest(n, 1)) FROM few)
           FOR UPDATE SKIP LOCKED) AS job
     WHERE busy.tenant_id IS NOT NULL LIMIT %(jobs)s
)
UPDATE public.due_queue AS q
   SET lease_until = clock_timestamp() + %(lease)s * interval '1 second',
       lease_token = q.lease_token + 1, attempt = q.attempt + 1
  FROM picked WHERE q.id = picked.id
RETURNING q.id, q.lease_token, q.tenant_id, q.kind, q.ref, q.attempt, q.run_at
"""
_FREE_EXPIRED = """
WITH expired AS (
    SELECT id, attempt FROM public.due_queue WHERE lease_until < clock_timestamp()
     LIMIT 5000 FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE public.due_queue AS q SET lease_until = NULL FROM expired
     WHERE q.id = expired.id AND expired.attempt < %(most)s RETURNING 1
), dead AS (
    DELETE FROM public.due_queue AS q USING expired
     WHERE q.id = expired.id AND expired.attempt >= %(most)s
    RETURNING tenant_id, kind, ref, q.attempt
), buried AS (
    INSERT INTO public.due_dead_letter (tenant_id, kind, ref, attempt, last_error, died_at)
    SELECT tenant_id, kind, ref, attempt, %(why)s, now() FROM dead
    ON CONFLICT (tenant_id, kind, ref) DO UPDATE SET attempt = excluded.attempt,
       last_error = excluded.last_error, died_at = excluded.died_at
)
SELECT (SELECT count(*) FROM freed), (SELECT count(*) FROM dead)
"""
_BURY = """
WITH dead AS (
    DELETE FROM public.due_queue WHERE id = %s AND lease_token = %s
    RETURNING tenant_id, kind, ref, attempt
)
INSERT INTO public.due_dead_letter (tenant_id, kind, ref, attempt, last_error, died_at)
SELECT tenant_id, kind, ref, attempt, %s, now() FROM dead
ON CONFLICT (tenant_id, kind, ref) DO UPDATE SET attempt = excluded.attempt,
   last_error = excluded.last_error, died_at = excluded.died_at
"""
_TAKE = """
DELETE FROM public.due_queue AS q USING unnest(%s::bigint[], %s::bigint[]) AS held(id, token)
 WHERE q.id = held.id AND q.lease_token = held.token AND q.is_ready
RETURNING q.id, set_config('synchronous_commit', 'off', true),
          set_config('idle_in_transaction_session_timeout', %s, true)
"""
_OF_THOSE_HELD = """
  FROM unnest(%s::bigint[], %s::bigint[]) AS held(id, token)
 WHERE q.id IN (SELECT id FROM public.due_queue WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED)
   AND q.id = held.id AND q.lease_token = held.token
"""
_RELEASE = f"""
UPDATE public.due_queue AS q SET lease_until = NULL, attempt = greatest(q.attempt - 1, 0)
{_OF_THOSE_HELD}
"""  # noqa: S608 - both halves are ours
_EXTEND = f"""
UPDATE public.due_queue AS q SET lease_until = clock_timestamp() + %s * interval '1 second'
{_OF_THOSE_HELD} RETURNING q.id
"""  # noqa: S608 - both halves are ours


# Where the last claim of each lane stopped, so that the next one goes on behind it.
_after = {lane: random.randrange(1 << 30) for lane in Lane}  # noqa: S311 - spreads workers


def promote() -> None:
    """Make timers that fell due, and jobs whose lease ran out, claimable."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.due_queue SET is_ready = true WHERE id IN (SELECT id FROM"
            " public.due_queue WHERE NOT is_ready AND run_at <= clock_timestamp()"
            " ORDER BY run_at LIMIT 5000 FOR UPDATE SKIP LOCKED)"
        )
        why = "No worker that took it lived to tell; look at their logs and memory."
        cursor.execute(_FREE_EXPIRED, {"most": MAX_CRASHES, "why": why})
        freed, dead = cursor.fetchone()
    if freed or dead:
        log.warning("leases_expired", freed=freed, dead=dead)


def claim(limit: int = JOBS_A_CLAIM, *, lane: Lane = Lane.OURS) -> list[Lease]:
    """Lease up to `limit` jobs of a lane, shared fairly between tenants that have some ready.

    The commit of a claim is waited for: a token must never be given out twice.
    """
    values = {
        "jobs": limit,
        "share": SHARE,
        "lease": settings.FLOWT_LEASE_SECONDS,
        "lane": lane,
        "full": _full_tenants() if lane is Lane.NETWORK else [],
    }
    for after in (_after[lane], -1):
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, values | {"after": after})
            rows = cursor.fetchall()
            leases = [Lease(*(*row, Hold.since(began))) for row in rows]
        if leases:
            leases.sort(key=lambda lease: lease.tenant_id)
            _after[lane] = leases[-1].tenant_id
            return leases
    return []


def go_back(lane: Lane, tenant_id: int) -> None:
    """Let the next claim begin with this tenant: what was claimed for it was not begun."""
    _after[lane] = tenant_id - 1


def _full_tenants() -> list[int]:
    """Tenants with as many calls under way as one may have: their providers may hang."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id FROM public.due_queue WHERE lease_until IS NOT NULL AND lane = %s"
            " GROUP BY tenant_id HAVING count(*) >= %s",
            [Lane.NETWORK, CALLS_A_TENANT],
        )
        return [row[0] for row in cursor.fetchall()]


def move(leases: Sequence[Lease], lane: Lane) -> None:
    """Give back jobs that stand in the wrong lane: whoever wrote them did not know their kind."""
    release(leases)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.due_queue SET lane = %s WHERE id = ANY(%s)",
            [lane, [lease.job_id for lease in leases]],
        )


def take(leases: Sequence[Lease]) -> set[int]:
    """End jobs in the caller's transaction, before their handlers run in it; return their ids.

    Those missing were lost, or moved to a later time since. A rollback brings all back. The
    commit is not waited for: a crash of the server undoes the handlers' writes and the jobs' end
    together, and they run again.
    """
    idle = f"{settings.FLOWT_LEASE_SECONDS}s"
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [*_ids_tokens_ids(leases)[:2], idle])
        return {row[0] for row in cursor.fetchall()}


def finish(lease: Lease) -> None:
    """End a job that was run; one that was scheduled again while it ran goes back instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM public.due_queue WHERE id = %s AND lease_token = %s AND run_at = %s",
            [lease.job_id, lease.token, lease.run_at],
        )
        is_ended = bool(cursor.rowcount)
    if not is_ended:
        release([lease])


def release(leases: Sequence[Lease]) -> None:
    """Give leased jobs back as if they had not been claimed."""
    if not leases:
        return
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, _ids_tokens_ids(leases))


def put_off(lease: Lease, seconds: float) -> None:
    """Give a job back for later, its attempts forgotten; one moved meanwhile keeps its new time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.due_queue SET lease_until = NULL, attempt = 0, is_ready = false,"
            " run_at = clock_timestamp() + %s * interval '1 second'"
            " WHERE id = %s AND lease_token = %s AND run_at = %s",
            [seconds, lease.job_id, lease.token, lease.run_at],
        )
        is_put_off = bool(cursor.rowcount)
    if not is_put_off:
        release([lease])


def fail(lease: Lease, error: Exception) -> None:
    """Note a failure: try again after a growing pause, or bury it after the last attempt."""
    first = str(error).partition("\n")[0]  # what a database adds below may be personal
    text = f"{type(error).__name__}: {first}".replace("\0", "")[:2000]
    with transaction.atomic(), connection.cursor() as cursor:
        if lease.attempt >= MAX_ATTEMPTS:
            cursor.execute(_BURY, [lease.job_id, lease.token, text])
            return
        wait = min(2**lease.attempt, 3600) * random.uniform(0.75, 1.25)  # noqa: S311 - jitter
        cursor.execute(
            "UPDATE public.due_queue SET lease_until = NULL, is_ready = false, last_error = %s,"
            " run_at = now() + %s * interval '1 second' WHERE id = %s AND lease_token = %s",
            [text, wait, lease.job_id, lease.token],
        )


def park(lease: Lease) -> None:
    """A tenant that is suspended or gone works later: look again in ten minutes, uncounted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.due_queue SET lease_until = NULL, is_ready = false, attempt = attempt"
            " - 1, run_at = now() + interval '10 minutes' WHERE id = %s AND lease_token = %s",
            [lease.job_id, lease.token],
        )


def extend(leases: Sequence[Lease]) -> None:
    """Prolong leases that are still ours; a job whose row is in a transaction needs none."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, [settings.FLOWT_LEASE_SECONDS, *_ids_tokens_ids(leases)])
        kept = {row[0] for row in cursor.fetchall()}
    for lease in leases:
        if lease.job_id in kept:
            lease.hold.until = Hold.since(began).until


def _ids_tokens_ids(leases: Sequence[Lease]) -> list[list[int]]:
    ids = [lease.job_id for lease in leases]
    return [ids, [lease.token for lease in leases], ids]
