"""`/metrics`: everything that was counted, in the text format of Prometheus."""

import hmac
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from psycopg_pool import PoolTimeout

from flowt.metrics import shared, store
from flowt.permissions import public
from flowt.redis import RedisError

QUERY_MILLISECONDS = 1500
_QUEUE = """
SELECT kind,
       CASE WHEN lease_until IS NOT NULL THEN 'leased' WHEN is_ready THEN 'ready'
            ELSE 'scheduled' END AS state,
       count(*),
       greatest(coalesce(extract(epoch FROM clock_timestamp() - min(run_at)), 0), 0)
  FROM public.due_queue GROUP BY 1, 2
"""
_DEAD = "SELECT kind, count(*) FROM public.due_dead_letter GROUP BY 1"
GAUGES = {  # what a process says of itself → (name, what it is)
    "memory": ("flowt_process_memory_bytes", "Resident memory of each role's processes."),
    "pool_size": ("flowt_db_pool_connections", "Open connections of the pools."),
    "pool_in_use": ("flowt_db_pool_in_use", "Connections that are working."),
    "pool_waiting": ("flowt_db_pool_waiting", "Threads that wait for a connection."),
    "streams": ("flowt_live_streams", "Live streams that are open."),
}


@public(scope="main")
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings FLOWT_METRICS_TOKEN as a bearer token; not there for anybody else."""
    if not _is_allowed(request):
        raise Http404("no metrics here")
    registry = CollectorRegistry()
    registry.register(Everything())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_allowed(request: HttpRequest) -> bool:
    token: str = settings.FLOWT_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {token}"
    return bool(token) and hmac.compare_digest(given.encode(), wanted.encode())


class Everything:
    """Reads Redis and the queue once a scrape. What does not answer is missing, and said so."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("flowt_scrape_up", "Was this part read?", labels=["part"])
        for part, read in (("counts", _counts), ("processes", _processes), ("queue", _queue)):
            try:
                found = list(read())
            except (RedisError, DatabaseError, PoolTimeout):
                up.add_metric([part], 0)
                continue
            up.add_metric([part], 1)
            yield from found
        yield up

    def describe(self) -> Iterable[Metric]:
        return ()


def _counts() -> Iterator[Metric]:
    totals = shared.totals()
    for name, one in store.definitions.items():
        if one.kind == "counter":
            family = CounterMetricFamily(name.removesuffix("_total"), one.text, labels=one.labels)
            for key, value in totals.items():
                if key[0] == name and len(key) == len(one.labels) + 1:
                    family.add_metric(key[1:], value)
            yield family
        else:
            yield _histogram(one, shared.spread_of(totals, name))


def _histogram(one: Any, series: dict[tuple[str, ...], tuple[list[float], float]]) -> Metric:
    family = HistogramMetricFamily(one.name, one.text, labels=one.labels)
    limits = [str(limit) for limit in store.BUCKETS] + ["+Inf"]
    for labels, (buckets, total) in series.items():
        so_far, cumulated = 0.0, []
        for limit, count in zip(limits, buckets, strict=True):
            so_far += count
            cumulated.append((limit, so_far))
        family.add_metric(labels, cumulated, sum_value=total)
    return family


def _processes() -> Iterator[Metric]:
    alive = shared.processes()
    roles = sorted({state["role"] for state in alive})
    family = GaugeMetricFamily("flowt_processes", "Living processes.", labels=["role"])
    for role in roles:
        family.add_metric([role], sum(state["role"] == role for state in alive))
    yield family
    for field, (name, text) in GAUGES.items():
        family = GaugeMetricFamily(name, text, labels=["role"])
        for role in roles:
            values = [state[field] for state in alive if state["role"] == role and field in state]
            if values:
                family.add_metric([role], sum(values))
        yield family


def _queue() -> Iterator[Metric]:
    depth = GaugeMetricFamily(
        "flowt_due_jobs", "Due jobs: ready, leased or scheduled.", labels=["kind", "state"]
    )
    lag = GaugeMetricFamily(
        "flowt_due_lag_seconds", "How long the oldest ready job waits.", labels=["kind"]
    )
    dead = GaugeMetricFamily("flowt_dead_letters", "Jobs that were given up.", labels=["kind"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {QUERY_MILLISECONDS}")
        cursor.execute(_QUEUE)
        for kind, state, count, oldest in cursor.fetchall():
            depth.add_metric([kind, state], count)
            if state == "ready":
                lag.add_metric([kind], float(oldest))
        cursor.execute(_DEAD)
        for kind, count in cursor.fetchall():
            dead.add_metric([kind], count)
    yield from (depth, lag, dead)
