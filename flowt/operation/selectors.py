"""What the pages of operation show."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django_tenants.utils import get_tenant_model

from flowt.due.models import DeadLetter
from flowt.models import ParkedWork
from flowt.operation import alerts
from flowt.operation.alerts import Band
from flowt.operation.models import Fault, FaultDay, TenantDay, TenantVolume

_QUEUE = """
SELECT kind, count(*) FILTER (WHERE is_ready AND lease_until IS NULL),
       count(*) FILTER (WHERE lease_until IS NOT NULL),
       count(*) FILTER (WHERE NOT is_ready AND lease_until IS NULL AND attempt = 0),
       count(*) FILTER (WHERE NOT is_ready AND lease_until IS NULL AND attempt > 0),
       min(run_at) FILTER (WHERE is_ready AND lease_until IS NULL),
       min(run_at) FILTER (WHERE NOT is_ready AND lease_until IS NULL)
  FROM public.due_queue GROUP BY kind
"""


@dataclass
class KindRow:
    """How much work of one kind there is, by what it waits for."""

    kind: str
    ready: int = 0
    leased: int = 0
    scheduled: int = 0
    retrying: int = 0
    dead: int = 0
    parked: int = 0
    oldest: datetime | None = None
    next_at: datetime | None = None

    @property
    def lag_seconds(self) -> int:
        """How long the oldest ready job waits."""
        return max(int((timezone.now() - self.oldest).total_seconds()), 0) if self.oldest else 0


@dataclass(frozen=True)
class Queue:
    rows: list[KindRow]
    unknown: list[tuple[Any, int]]  # tenant, effects of which nobody knows whether they counted
    parked: list[tuple[Any, int]]  # tenant, jobs of an earlier life

    @property
    def ready(self) -> int:
        return sum(row.ready for row in self.rows)

    @property
    def leased(self) -> int:
        return sum(row.leased for row in self.rows)

    @property
    def dead(self) -> int:
        return sum(row.dead for row in self.rows)

    @property
    def lag_seconds(self) -> int:
        return max((row.lag_seconds for row in self.rows), default=0)


def queue() -> Queue:
    """Look at all due work, in a handful of queries whatever the number of tenants."""
    rows: dict[str, KindRow] = {}
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE)
        for kind, *values in cursor.fetchall():
            ready, leased, scheduled, retrying, oldest, next_at = values
            rows[kind] = KindRow(
                kind, ready, leased, scheduled, retrying, oldest=oldest, next_at=next_at
            )
    for kind, count in DeadLetter.objects.values_list("kind").annotate(n=Count("pk")):
        rows.setdefault(kind, KindRow(kind)).dead = count
    for kind, count in ParkedWork.objects.values_list("kind").annotate(n=Count("pk")):
        rows.setdefault(kind, KindRow(kind)).parked = count
    return Queue(
        rows=sorted(rows.values(), key=lambda row: (-row.lag_seconds, -row.ready, row.kind)),
        unknown=_with_tenants(
            TenantVolume.objects.filter(unknown_effects__gt=0)
            .order_by("-unknown_effects")
            .values_list("tenant_id", "unknown_effects")[:20]
        ),
        parked=_with_tenants(
            ParkedWork.objects.values_list("tenant_id").annotate(n=Count("pk")).order_by("-n")[:20]
        ),
    )


def _with_tenants(rows: Any) -> list[tuple[Any, int]]:
    found = list(rows)
    tenants = get_tenant_model().objects.in_bulk([tenant_id for tenant_id, _ in found])
    return [(tenants[tenant_id], count) for tenant_id, count in found if tenant_id in tenants]


@dataclass
class FaultRow:
    """One kind of error over the days of a page, the last day being today."""

    fault: Fault
    counts: list[int]
    tenants: int
    band: Band
    is_rising: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_rising = self.today > self.band.limit

    @property
    def today(self) -> int:
        return self.counts[-1]

    @property
    def total(self) -> int:
        return sum(self.counts)


FAULT_ORDERS = ("today", "total", "last")


def days_until(today: date, count: int) -> list[date]:
    return [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


def find_faults(*, q: str = "", days: int = 14, tenant_id: int | None = None) -> QuerySet[Fault]:
    """Return the kinds that happened in the last `days`, with `total` and `today` of them."""
    today = timezone.now().date()
    within = Q(days__day__gt=today - timedelta(days=days))
    if tenant_id is not None:
        within &= Q(days__tenant_id=tenant_id)
    found = Fault.objects.filter(within).annotate(
        total=Sum("days__count"), today=Sum("days__count", filter=Q(days__day=today), default=0)
    )
    if q:
        found = found.filter(Q(kind__icontains=q) | Q(place__icontains=q))
    return found


def sorted_faults(found: QuerySet[Fault], order: str) -> QuerySet[Fault]:
    names = {"today": ("-today", "-total"), "total": ("-total",), "last": ("-last_at",)}
    return found.order_by(*names.get(order, names["today"]), "pk")


def fault_rows(faults: list[Fault], days: int) -> list[FaultRow]:
    """Add each kind's days, tenants and band, in two queries."""
    today = timezone.now().date()
    window = days_until(today, days)
    counts: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    tenants: dict[int, set[int]] = defaultdict(set)
    rows = FaultDay.objects.filter(fault__in=faults, day__gte=window[0])
    for fault_id, day, tenant_id, count in rows.values_list(
        "fault_id", "day", "tenant_id", "count"
    ):
        counts[fault_id][day] += count
        tenants[fault_id].add(tenant_id)
    usual = alerts.bands([fault.pk for fault in faults], today)
    return [
        FaultRow(
            fault,
            [counts[fault.pk][day] for day in window],
            len(tenants[fault.pk] - {0}),
            usual[fault.pk],
        )
        for fault in faults
    ]


def faults_by_day(days: int) -> list[tuple[date, int]]:
    """Return how many errors there were on each of the last days."""
    window = days_until(timezone.now().date(), days)
    rows = FaultDay.objects.filter(day__gte=window[0]).values_list("day")
    found = dict(rows.annotate(n=Sum("count")))
    return [(day, found.get(day, 0)) for day in window]


def trade_by_day(days: int) -> list[tuple[date, int, int]]:
    """Return (day, orders, events) of all tenants together."""
    window = days_until(timezone.now().date(), days)
    rows = TenantDay.objects.filter(day__gte=window[0]).values_list("day")
    found = {day: (o, e) for day, o, e in rows.annotate(o=Sum("orders"), e=Sum("events"))}
    return [(day, *found.get(day, (0, 0))) for day in window]


def tenants_of(fault: Fault, days: int) -> list[tuple[Any, int]]:
    """Return the tenants that met an error in the last days, the most met first."""
    since = timezone.now().date() - timedelta(days=days)
    rows = FaultDay.objects.filter(fault=fault, day__gt=since).exclude(tenant_id=0)
    counted = rows.values_list("tenant_id").annotate(n=Sum("count")).order_by("-n")
    return _with_tenants(counted[:20])
