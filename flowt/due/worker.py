"""Running due work: whatever is ready, tenant by tenant, under leases."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import zip_longest
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django_tenants.utils import get_tenant_model

from flowt import origin, tracing
from flowt.due import claims, measures
from flowt.due.handlers import Lane, Later, Lease, LeaseLost, handler, lane_of
from flowt.due.queue import DOORBELL
from flowt.redis import RedisError, client
from flowt.tenancy import public_schema, tenant_context

log = structlog.get_logger()
SHIFT_SECONDS = 2.5  # then others have a turn; a worker that is asked to stop ends within it
BATCH_SECONDS = 0.5  # what was claimed and not begun by then goes back: others' jobs come first
PROMOTE_SECONDS = 0.5
QUICK_SECONDS = 0.005  # kinds that take less share a transaction with their neighbours
SHARED_JOBS = 16
_pace: dict[str, float] = {}  # seconds that a job of a kind takes, as last seen here


def run_pending(
    *,
    seconds: float = SHIFT_SECONDS,
    lanes: Sequence[Lane] = tuple(Lane),
    meanwhile: Callable[[], None] = lambda: None,
) -> int:
    """Claim and run until nothing is ready or the time is up. Returns how many jobs ended well.

    `meanwhile` is called now and then, for those who look after the other lanes.
    """
    until, promoted_at, done = time.monotonic() + seconds, 0.0, 0
    with public_schema(), Heartbeat() as heartbeat:
        while (now := time.monotonic()) < until:
            if now > promoted_at + PROMOTE_SECONDS:
                claims.promote()
                meanwhile()
                promoted_at = now
            with suppress(RedisError):
                client().delete(DOORBELL)
            batches = [leases for lane in lanes if (leases := claims.claim(lane=lane))]
            if not batches:
                break
            heartbeat.leases = [lease for leases in batches for lease in leases]
            for leases in batches:
                done += _run_batch(leases, lanes)
    return done


def _run_batch(leases: list[Lease], lanes: Sequence[Lane]) -> int:
    """Run a claim's jobs, the tenants by turns; give back what there was no time for."""
    strays = [lease for lease in leases if lane_of(lease.kind) not in lanes]
    if strays:
        claims.move(strays, Lane.NETWORK)
    by_tenant: dict[int, list[Lease]] = defaultdict(list)
    for lease in leases:
        if lease not in strays:
            by_tenant[lease.tenant_id].append(lease)
    tenants = get_tenant_model().objects.in_bulk(by_tenant)
    until, done, late = time.monotonic() + BATCH_SECONDS, 0, []
    begun = set()
    for some in _in_turn(by_tenant.values()):
        if time.monotonic() > until:
            late += some
        else:
            begun.add(some[0].tenant_id)
            done += _run_portion(some, tenants.get(some[0].tenant_id))
    claims.release(late)
    if waiting := by_tenant.keys() - begun:
        claims.go_back(lane_of(late[0].kind), min(waiting))
    return done


def _in_turn(jobs: Iterable[list[Lease]]) -> Iterator[list[Lease]]:
    """A portion of each tenant, then a second one of each: whoever has one job waits for one
    portion of each other, and not for somebody's heap.
    """
    for turn in zip_longest(*map(_portions, jobs)):
        yield from (portion for portion in turn if portion)


def _portions(leases: Sequence[Lease]) -> list[list[Lease]]:
    """Cut a tenant's jobs into those that share a transaction and those that run alone."""
    quick = [lease for lease in leases if _pace.get(lease.kind, 1) < QUICK_SECONDS]
    quick = [lease for lease in quick if lease.attempt == 1 and handler(lease.kind).is_atomic]
    chosen = {lease.job_id for lease in quick}
    alone = [[lease] for lease in leases if lease.job_id not in chosen]
    shared = [quick[at : at + SHARED_JOBS] for at in range(0, len(quick), SHARED_JOBS)]
    return shared + alone


def _run_portion(leases: list[Lease], tenant: Any) -> int:
    if len(leases) > 1 and tenant is not None and tenant.runs_work:
        try:
            return _run_together(leases, tenant)
        except Exception as error:  # noqa: BLE001 - each runs again by itself, and tells its own
            log.info("due_portion_undone", error=str(error), jobs=len(leases))
    return sum(run(lease, tenant) for lease in leases)


def _run_together(leases: list[Lease], tenant: Any) -> int:
    """Run jobs in one transaction. Any failure undoes all of it and is raised."""
    began = time.perf_counter()
    with tenant_context(tenant), transaction.atomic():
        held = claims.take(leases)
        for lease in leases:
            if lease.job_id in held:
                with _told(lease):
                    handler(lease.kind).function(lease.ref)
    claims.release([lease for lease in leases if lease.job_id not in held])
    took = (time.perf_counter() - began) / len(leases)
    for lease in leases:
        _pace[lease.kind] = took
        if lease.job_id in held:
            measures.ended(lease, measures.DONE, tenant, took)
    return len(held)


def run(lease: Lease, tenant: Any) -> bool:
    """Run one leased job. A failure is noted for a later try; the last one makes a dead letter."""
    began = time.perf_counter()
    with _told(lease):
        try:
            if tenant is None or not tenant.runs_work:
                claims.park(lease)
                return False
            with tenant_context(tenant):
                _call(lease)
        except LeaseLost:
            log.warning("lease_lost")
            claims.release([lease])  # if it was but moved to another time, it is ours to give back
            measures.lost(lease)
            return False
        except Later as later:
            claims.put_off(lease, later.seconds)
            measures.ended(lease, measures.LATER, tenant)
            return False
        except Exception as error:
            log.exception("due_failed", attempt=lease.attempt)
            claims.fail(lease, error)
            is_last = lease.attempt >= claims.MAX_ATTEMPTS
            measures.ended(lease, measures.DEAD if is_last else measures.FAILED, tenant)
            return False
    measures.ended(lease, measures.DONE, tenant, time.perf_counter() - began)
    return True


def _call(lease: Lease) -> None:
    known = handler(lease.kind)
    if not known.is_atomic:
        known.function(lease.ref, lease)
        claims.finish(lease)
        return
    began = time.perf_counter()
    with transaction.atomic():
        if not claims.take([lease]):
            raise LeaseLost(f"{lease.kind} {lease.ref}")
        known.function(lease.ref)
    _pace[lease.kind] = time.perf_counter() - began


@contextmanager
def _told(lease: Lease) -> Iterator[None]:
    """Log lines of the block name the job; what it starts is a journey of its own."""
    words = structlog.contextvars.bound_contextvars(due=lease.kind, ref=lease.ref)
    about: dict[str, Any] = {
        "kind": "consumer",
        "is_root": True,
        "counts_sql": True,
        "attempt": lease.attempt,
    }
    with words, origin.bound(origin.current()), tracing.span(f"due {lease.kind}", **about):
        yield


class Heartbeat:
    """Prolongs the leases at hand from a thread of its own until the block ends."""

    def __init__(self) -> None:
        self.leases: list[Lease] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="due-heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(settings.FLOWT_LEASE_SECONDS / 4):
            try:
                claims.extend(self.leases)
            except Exception:
                log.exception("heartbeat_failed")
                connection.close()
        connection.close()
