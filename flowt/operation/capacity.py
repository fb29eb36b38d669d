"""How full the machine is, how that went, and until when it lasts."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Sum
from django.utils import timezone

from flowt.operation.models import Sample, TenantVolume
from flowt.redis import RedisError, client

KEEP_DAYS = 400
FORECAST_DAYS = 14  # how far back a forecast looks
FORECAST_LEAST = 24  # hours that must be known
FORECAST_MOST = 730  # days: further ahead it says nothing
_CONNECTIONS = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
          AND backend_type = 'client backend'),
       (SELECT setting::int FROM pg_settings WHERE name = 'max_connections')
"""
_TABLES = """
SELECT space.nspname, class.relname, class.relpages::bigint * 8192 AS bytes,
       greatest(class.reltuples, 0)::bigint
  FROM pg_class AS class JOIN pg_namespace AS space ON space.oid = class.relnamespace
 WHERE class.relkind = 'r' AND space.nspname NOT IN ('pg_catalog', 'information_schema')
   AND class.relpages > 0
 ORDER BY class.relpages DESC LIMIT 10
"""


@dataclass(frozen=True)
class Present:
    """How it is now. `None`: that could not be asked."""

    database_bytes: int | None
    connections: int | None
    connections_max: int | None
    redis_bytes: int | None
    redis_max_bytes: int | None  # 0: no limit
    disk_free_bytes: int | None
    disk_total_bytes: int | None


@dataclass(frozen=True)
class Table:
    """One of the largest tables, as PostgreSQL last estimated it."""

    schema: str
    name: str
    bytes: int
    rows: int


def present() -> Present:
    """Ask the database, Redis and the disk; what does not answer is None."""
    connections = _ask(lambda: _row(_CONNECTIONS), (None, None))
    redis = _ask(lambda: client().info("memory"), {})
    disk = _ask(lambda: shutil.disk_usage(settings.FLOWT_DATA), None)
    return Present(
        database_bytes=_ask(lambda: _row("SELECT pg_database_size(current_database())")[0], None),
        connections=connections[0],
        connections_max=connections[1],
        redis_bytes=redis.get("used_memory"),
        redis_max_bytes=redis.get("maxmemory"),
        disk_free_bytes=disk.free if disk else None,
        disk_total_bytes=disk.total if disk else None,
    )


def largest_tables() -> list[Table]:
    """Return the ten largest tables of all schemas, from the catalogue alone."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [Table(*row) for row in cursor.fetchall()]


def take_sample(now: datetime | None = None) -> bool:
    """Keep how it is, once an hour. Returns whether this hour was still missing."""
    hour = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    if Sample.objects.filter(at=hour).exists():
        return False
    found = present()
    _, is_new = Sample.objects.get_or_create(
        at=hour,
        defaults={
            "database_bytes": found.database_bytes,
            "redis_bytes": found.redis_bytes,
            "disk_free_bytes": found.disk_free_bytes,
            "disk_total_bytes": found.disk_total_bytes,
            "connections": found.connections,
            "due_ready": _ask(_ready_jobs, None),
            "events": TenantVolume.objects.aggregate(n=Sum("events"))["n"] or 0,
        },
    )
    Sample.objects.filter(at__lt=hour - timedelta(days=KEEP_DAYS)).delete()
    return is_new


def full_on(now: datetime | None = None) -> datetime | None:
    """Say when the disk will be full if it goes on as in the last two weeks; None: not in sight.

    A straight line through the hours' free space; it needs a day of them.
    """
    now = now or timezone.now()
    rows = list(
        Sample.objects.filter(
            at__gt=now - timedelta(days=FORECAST_DAYS), disk_free_bytes__isnull=False
        )
        .order_by("at")
        .values_list("at", "disk_free_bytes")
    )
    if len(rows) < FORECAST_LEAST:
        return None
    hours = [(at - rows[0][0]).total_seconds() / 3600 for at, _ in rows]
    free = [float(bytes_ or 0) for _, bytes_ in rows]
    slope = _slope(hours, free)
    if slope >= 0:
        return None
    left = timedelta(hours=min(free[-1] / -slope, FORECAST_MOST * 24 + 1))
    return None if left > timedelta(days=FORECAST_MOST) else rows[-1][0] + left


def _slope(xs: list[float], ys: list[float]) -> float:
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    if not spread:
        return 0.0
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread


def _ready_jobs() -> int:
    return int(
        _row("SELECT count(*) FROM public.due_queue WHERE is_ready AND lease_until IS NULL")[0]
    )


def _row(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone())


def _ask(question: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return question()
    except (RedisError, DatabaseError, OSError):
        return otherwise
