"""Due work of a restored tenant waits here until a person says what becomes of it.

What was queued when a copy was taken may have been done since: a message sent, a charge made.
So a restore parks it. `release` queues it again, `discard` ends it; both may name one kind.
Apps whose own rows say "queued" or "sending" register a `Parker` for them; apps whose sweeps queue
again what their rows say is open tell of it through `tells_open`, so that no sweep does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.models import Count, Min, QuerySet
from django_tenants.utils import get_tenant_model

from flowt.audit.trail import record
from flowt.due.queue import ring
from flowt.models import ParkedWork
from flowt.registry import Registry
from flowt.tenancy import public_schema, tenant_context

EVENT = "event"


class Parker:
    """Rows of the bound tenant that wait to be sent. Each method tells how many it met.

    The due work of each is parked with it: its app tells of it through `tells_open`.
    """

    kind: ClassVar[str]

    def park(self) -> int:
        """Take what is queued or half sent out of the workers' reach. A repeat finds none."""
        raise NotImplementedError

    def count(self) -> int:
        raise NotImplementedError

    def release(self) -> int:
        raise NotImplementedError

    def discard(self) -> int:
        raise NotImplementedError


parkers: Registry[Parker] = Registry(Parker)
Open = Callable[[], Iterable[tuple[str, str]]]
_open: list[Open] = []


def tells_open(function: Open) -> Open:
    """Have `function` asked, in a restored tenant, which due work its rows want: (kind, ref)."""
    if function not in _open:
        _open.append(function)
    return function


@dataclass(frozen=True)
class ParkedKind:
    """What is parked of one kind. `since` is when the oldest of it was to run."""

    kind: str
    count: int
    since: datetime | None = None


def parked_work(tenant_id: int | None = None) -> QuerySet[ParkedWork]:
    """Return parked due work, the oldest first: of one tenant, or of all."""
    found = ParkedWork.objects.order_by("run_at", "id")
    return found if tenant_id is None else found.filter(tenant_id=tenant_id)


def parked_kinds(tenant: Any) -> list[ParkedKind]:
    """Tell what a tenant has parked, by kind, those of apps' own rows included.

    Those are told by their rows; what was queued for them is the same work.
    """
    with public_schema():
        own_kinds = [parker.kind for parker in parkers]
        rest = ParkedWork.objects.filter(tenant_id=tenant.pk).exclude(kind__in=own_kinds)
        grouped = rest.values("kind")
        rows = grouped.annotate(count=Count("id"), since=Min("run_at")).order_by("kind")
        found = [ParkedKind(row["kind"], row["count"], row["since"]) for row in rows]
    with tenant_context(tenant):
        own = [ParkedKind(parker.kind, parker().count()) for parker in parkers]
    return found + [one for one in own if one.count]


def parked_everywhere() -> dict[int, list[ParkedKind]]:
    """Tell what is parked by kind, by the id of the tenant, in one query."""
    rows = ParkedWork.objects.values_list("tenant_id", "kind")
    found: dict[int, list[ParkedKind]] = {}
    counted = rows.annotate(count=Count("id"), since=Min("run_at")).order_by("tenant_id", "kind")
    for tenant_id, kind, count, since in counted:
        found.setdefault(tenant_id, []).append(ParkedKind(kind, count, since))
    return found


def park_tenant(tenant: Any) -> int:
    """Park all due work of the tenant, and events nobody was told of yet; return how many.

    Runs in the caller's transaction, the tenant's incarnation being the one that ends.
    """
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(
            "WITH taken AS (DELETE FROM public.due_queue WHERE tenant_id = %s"
            " RETURNING tenant_id, kind, ref, run_at)"
            " INSERT INTO public.due_parked (tenant_id, kind, ref, run_at, incarnation, parked_at)"
            " SELECT tenant_id, kind, ref, run_at, %s, now() FROM taken"
            " ON CONFLICT (tenant_id, kind, ref) DO NOTHING",
            [tenant.pk, tenant.incarnation],
        )
        parked = int(cursor.rowcount)
    with tenant_context(tenant):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO public.due_parked (tenant_id, kind, ref, run_at, incarnation,"
                " parked_at) SELECT %s, %s, event_id || ':' || name, occurred_at, %s, now()"
                " FROM event, unnest(pending) AS name WHERE pending <> '{}'"
                " ON CONFLICT (tenant_id, kind, ref) DO NOTHING",
                [tenant.pk, EVENT, tenant.incarnation],
            )
            parked += int(cursor.rowcount)
        parked += _park_open(tenant)
        for parker in parkers:
            parker().park()
        return parked


def _park_open(tenant: Any) -> int:
    """Park what sweeps would find, that was not queued when the copy was taken."""
    found = sorted({one for tell in _open for one in tell()})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.due_parked (tenant_id, kind, ref, run_at, incarnation, parked_at)"
            " SELECT %s, kind, ref, now(), %s, now()"
            " FROM unnest(%s::text[], %s::text[]) AS found (kind, ref)"
            " ON CONFLICT (tenant_id, kind, ref) DO NOTHING",
            [
                tenant.pk,
                tenant.incarnation,
                [kind for kind, _ref in found],
                [ref for _kind, ref in found],
            ],
        )
        return int(cursor.rowcount)


@transaction.atomic
def release(tenant: Any, *, kind: str = "", reason: str = "", actor: Any = None) -> int:
    """Queue the tenant's parked work again, all of it or one kind; return how much it was.

    What was to run long ago runs at once. A repeat finds nothing.
    """
    _lock(tenant)
    count = _count(tenant, kind)
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(
            "WITH freed AS (DELETE FROM public.due_parked WHERE tenant_id = %s"
            " AND (%s = '' OR kind = %s) RETURNING tenant_id, kind, ref, run_at)"
            " INSERT INTO public.due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token,"
            " attempt, last_error, created_at) SELECT tenant_id, kind, ref, run_at,"
            " run_at <= now(), 0, 0, '', now() FROM freed"
            " ON CONFLICT (tenant_id, kind, ref) DO NOTHING",
            [tenant.pk, kind, kind],
        )
    with tenant_context(tenant):
        for parker in parkers:
            if kind in ("", parker.kind):
                parker().release()
    _tell("tenant.release_parked", tenant, actor, kind=kind, reason=reason, count=count)
    transaction.on_commit(ring)
    return count


@transaction.atomic
def discard(tenant: Any, *, kind: str = "", reason: str = "", actor: Any = None) -> int:
    """End the tenant's parked work undone, all of it or one kind; return how much it was.

    An event counts as told then, so that no sweep finds it again.
    """
    _lock(tenant)
    count = _count(tenant, kind)
    with tenant_context(tenant):
        with connection.cursor() as cursor:
            if kind in ("", EVENT):
                cursor.execute(
                    "UPDATE event SET pending = array(SELECT name FROM unnest(pending) AS name"
                    " WHERE NOT EXISTS (SELECT 1 FROM public.due_parked AS p WHERE p.kind = %s"
                    " AND p.tenant_id = %s AND p.ref = event_id || ':' || name))"
                    " WHERE pending <> '{}'",
                    [EVENT, tenant.pk],
                )
            cursor.execute(
                "DELETE FROM public.due_parked WHERE tenant_id = %s AND (%s = '' OR kind = %s)",
                [tenant.pk, kind, kind],
            )
        for parker in parkers:
            if kind in ("", parker.kind):
                parker().discard()
    _tell("tenant.discard_parked", tenant, actor, kind=kind, reason=reason, count=count)
    return count


def _lock(tenant: Any) -> None:
    """Let one person at a time decide about a tenant's parked work."""
    with public_schema():
        get_tenant_model().objects.select_for_update(no_key=True).get(pk=tenant.pk)


def _count(tenant: Any, kind: str) -> int:
    return sum(one.count for one in parked_kinds(tenant) if kind in ("", one.kind))


def _tell(action: str, tenant: Any, actor: Any, *, kind: str, reason: str, count: int) -> None:
    if count:
        after = {"kind": kind or "*", "count": count} | ({"reason": reason} if reason else {})
        record(action, tenant, actor=actor, after=after, tenant_id=tenant.pk)
