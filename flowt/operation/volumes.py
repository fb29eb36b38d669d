"""What each tenant amounts to, added up beside the tenants, so that no page visits their schemas.

One look at PostgreSQL's own count of inserted rows tells which tenants have anything new; only
those are visited, a few hundred at most each minute, and each is asked from where it was left.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tenants.utils import get_tenant_model

from flowt.metrics import classes
from flowt.operation.models import TenantDay, TenantVolume
from flowt.tenancy import current_schema, tenant_context

log = structlog.get_logger()
AT_ONCE = 200
MOST_FILES = 20_000
KEEP_DAYS = 400
# A minute's margin: a row takes its number before it commits, so the newest may be out of order.
_NEW = """
SELECT (at AT TIME ZONE 'UTC')::date, count(*) FILTER (WHERE settled),
       max(id) FILTER (WHERE settled), max(at), bool_and(settled)
  FROM (SELECT id, {at} AS at, {at} < now() - interval '1 minute' AS settled
          FROM {table} WHERE id > %s) AS new
 GROUP BY 1
"""
_MARKERS = """
SELECT space.nspname, sum(pg_stat_get_tuples_inserted(class.oid)
         + CASE class.relname WHEN 'effect' THEN pg_stat_get_tuples_updated(class.oid) ELSE 0 END)
  FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relname = ANY(%s) AND class.relkind = 'r' GROUP BY 1
"""
_SIZES = """
SELECT space.nspname, sum(pg_total_relation_size(class.oid))::bigint
  FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind = 'r' AND space.nspname = ANY(%s) GROUP BY 1
"""
_QUEUES = """
WITH due AS (SELECT tenant_id, count(*) AS n FROM public.due_queue GROUP BY 1),
     dead AS (SELECT tenant_id, count(*) AS n FROM public.due_dead_letter GROUP BY 1)
UPDATE public.operation_tenant_volume AS v
   SET due_jobs = now_.due, dead_letters = now_.dead
  FROM (SELECT o.tenant_id, coalesce(due.n, 0) AS due, coalesce(dead.n, 0) AS dead
          FROM public.operation_tenant_volume AS o
          LEFT JOIN due USING (tenant_id) LEFT JOIN dead USING (tenant_id)) AS now_
 WHERE v.tenant_id = now_.tenant_id
   AND (v.due_jobs, v.dead_letters) IS DISTINCT FROM (now_.due, now_.dead)
"""
_MONTH = """
UPDATE public.operation_tenant_volume AS v SET orders_30_days = coalesce(month.n, 0)
  FROM public.operation_tenant_volume AS o
  LEFT JOIN (SELECT tenant_id, sum(orders) AS n FROM public.operation_tenant_day
              WHERE day > %s GROUP BY 1) AS month USING (tenant_id)
 WHERE v.tenant_id = o.tenant_id AND v.orders_30_days <> coalesce(month.n, 0)
"""


@dataclass(frozen=True)
class Counted:
    """Rows of a tenant's table that are counted by day: its name, and its column of time."""

    table: str
    at: str


counted: dict[str, Counted] = {"events": Counted("event", "occurred_at")}


def count_orders_in(table: str, at: str) -> None:
    """Say where orders stand, and when each was placed. Their app calls this as it is loaded."""
    counted["orders"] = Counted(table, at)


def refresh(at_once: int = AT_ONCE) -> int:
    """Add up what is new in the tenants that have any; return how many were visited."""
    changed = _changed()[:at_once]
    sizes = _sizes([tenant.schema_name for tenant, _ in changed])
    for tenant, marker in changed:
        try:
            _count(tenant, marker, sizes.get(tenant.schema_name, 0))
        except DatabaseError as error:  # its schema is being dropped or restored
            log.info("volume_skipped", schema=tenant.schema_name, error=type(error).__name__)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUES)
    if changed:
        _add_month_up()
    return len(changed)


def refresh_month() -> None:
    """Add the last 30 days up anew, tell who is large, and forget who is gone."""
    today = timezone.now().date()
    _add_month_up()
    living = get_tenant_model().objects.values("pk")
    TenantVolume.objects.exclude(tenant_id__in=living).delete()
    TenantDay.objects.filter(day__lt=today - timedelta(days=KEEP_DAYS)).delete()
    large = TenantVolume.objects.filter(orders_30_days__gte=classes.LARGE_ORDERS)
    classes.share(set(large.values_list("tenant_id", flat=True)))


def _add_month_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MONTH, [timezone.now().date() - timedelta(days=30)])


def _changed() -> list[tuple[Any, int]]:
    """Return tenants with new events and their marker, those left alone longest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKERS, [["effect", *(one.table for one in counted.values())]])
        markers = dict(cursor.fetchall())
    known = {
        pk: (marker, at)
        for pk, marker, at in TenantVolume.objects.values_list(
            "tenant_id", "marker", "refreshed_at"
        )
    }
    never: tuple[int, datetime | None] = (-1, None)
    found = []
    for tenant in get_tenant_model().objects.only("pk", "schema_name", "language", "time_zone"):
        marker, at = known.get(tenant.pk, never)
        now = markers.get(tenant.schema_name)  # None: its schema is not there
        if now is not None and int(now) != marker:
            found.append((at.timestamp() if at else 0.0, tenant, int(now)))
    found.sort(key=lambda one: (one[0], one[1].pk))
    return [(tenant, marker) for _, tenant, marker in found]


def _count(tenant: Any, marker: int, size: int) -> None:
    with transaction.atomic():
        volume, _ = TenantVolume.objects.select_for_update().get_or_create(tenant_id=tenant.pk)
        with tenant_context(tenant):
            settled = [_add_new(tenant, volume, what, one) for what, one in counted.items()]
            volume.unknown_effects = _unknown_effects()
        volume.marker = marker if all(settled) else -1
        volume.database_bytes, volume.media_bytes = size, _folder_size(tenant.schema_name)
        volume.refreshed_at = timezone.now()
        volume.save()


def _add_new(tenant: Any, volume: TenantVolume, what: str, one: Counted) -> bool:
    """Count the rows that came since; return whether the newest were old enough to be counted.

    Where the numbers began anew, as after a restore, so does the count.
    """
    last_name = f"last_{what.removesuffix('s')}"
    last, total = getattr(volume, last_name), getattr(volume, what)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {quote(one.table)}")  # noqa: S608
        if cursor.fetchone()[0] < last:
            TenantDay.objects.filter(tenant_id=tenant.pk).update(**{what: 0})
            last = total = 0
        cursor.execute(_NEW.format(table=quote(one.table), at=quote(one.at)), [last])
        rows = cursor.fetchall()
    for day, count, newest_id, newest, _settled in rows:
        total, last = total + count, max(last, newest_id or 0)
        if volume.last_activity_at is None or newest > volume.last_activity_at:
            volume.last_activity_at = newest
        if count:
            _add_day(tenant.pk, day, what, count)
    setattr(volume, last_name, last)
    setattr(volume, what, total)
    return all(row[-1] for row in rows)


def _unknown_effects() -> int:
    """Count what was sent and may or may not have counted, in the bound tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{current_schema()}.effect"])
        if not cursor.fetchone()[0]:
            return 0  # its schema waits for an update
        cursor.execute("SELECT count(*) FROM effect WHERE status = 'unknown'")
        return int(cursor.fetchone()[0])


def _add_day(tenant_id: int, day: date, what: str, count: int) -> None:
    row, _ = TenantDay.objects.get_or_create(tenant_id=tenant_id, day=day)
    TenantDay.objects.filter(pk=row.pk).update(**{what: F(what) + count})


def _sizes(schemas: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, [schemas])
        return dict(cursor.fetchall())


def _folder_size(schema: str) -> int:
    """Add up a tenant's pictures; more files than `MOST_FILES` are not counted."""
    total = 0
    folder = Path(settings.MEDIA_ROOT) / schema
    for number, path in enumerate(folder.rglob("*")):
        if number >= MOST_FILES:
            break
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total
