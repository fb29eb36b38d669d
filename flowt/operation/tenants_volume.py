"""The list of tenants by what they amount to: one query a page, whatever their number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum
from django_tenants.utils import get_tenant_model

from flowt.operation.models import TenantVolume

PER_PAGE = 50
COLUMNS = {  # key of the address → column, first direction
    "name": ("lower(t.name)", "ASC"),
    "month": ("v.orders_30_days", "DESC"),
    "orders": ("v.orders", "DESC"),
    "events": ("v.events", "DESC"),
    "due": ("v.due_jobs", "DESC"),
    "dead": ("v.dead_letters", "DESC"),
    "storage": ("v.database_bytes + v.media_bytes", "DESC"),
    "last": ("v.last_activity_at", "DESC"),
}


@dataclass(frozen=True)
class VolumeRow:
    tenant_id: int
    name: str
    slug: str
    status: str
    orders_30_days: int
    orders: int
    events: int
    due_jobs: int
    dead_letters: int
    unknown_effects: int
    storage: int
    last_activity_at: datetime | None


def find_volumes(*, q: str, sort: str, page: int) -> tuple[list[VolumeRow], int]:
    """Return one page of tenants and how many fit; `sort` is a key of COLUMNS, "-" turns it."""
    table = get_tenant_model()._meta.db_table
    column, direction = COLUMNS.get(sort.removeprefix("-"), COLUMNS["month"])
    if sort.startswith("-"):
        direction = "ASC" if direction == "DESC" else "DESC"
    where = "WHERE t.name ILIKE %s OR t.slug LIKE %s" if q else ""
    text = q.replace("\\", "").replace("%", "").replace("_", "")
    values: list[Any] = [f"%{text}%", f"%{text.lower()}%"] if q else []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM public.{table} AS t {where}", values)  # noqa: S608
        total = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT t.id, t.name, t.slug, t.status, coalesce(v.orders_30_days, 0),"  # noqa: S608
            " coalesce(v.orders, 0), coalesce(v.events, 0), coalesce(v.due_jobs, 0),"
            " coalesce(v.dead_letters, 0), coalesce(v.unknown_effects, 0),"
            " coalesce(v.database_bytes + v.media_bytes, 0), v.last_activity_at"
            f" FROM public.{table} AS t"
            " LEFT JOIN public.operation_tenant_volume AS v ON v.tenant_id = t.id"
            f" {where} ORDER BY {column} {direction} NULLS LAST, t.id LIMIT %s OFFSET %s",
            [*values, PER_PAGE, (page - 1) * PER_PAGE],
        )
        return [VolumeRow(*row) for row in cursor.fetchall()], total


def totals() -> dict[str, int]:
    """Add all tenants up: orders, orders_30_days, events, storage."""
    found = TenantVolume.objects.aggregate(
        orders=Sum("orders", default=0),
        month=Sum("orders_30_days", default=0),
        events=Sum("events", default=0),
        database=Sum("database_bytes", default=0),
        media=Sum("media_bytes", default=0),
    )
    return found | {"storage": found["database"] + found["media"]}


def largest(count: int = 8) -> list[VolumeRow]:
    """Return the tenants that take the most room."""
    rows, _ = find_volumes(q="", sort="storage", page=1)
    return rows[:count]
