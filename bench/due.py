"""Jobs a second through the due queue, against a Celery task on the same worker processes."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import redis
from django.conf import settings
from django.db import connection

from bench.measures import Line, Spread
from bench.world import started
from flowt.celery import app
from flowt.supervisor import programs
from tenants.models import Tenant

FEW, MANY = 10, 2000
HEAP, BUSY, SPARSE = 3_200, 16, 1  # jobs that each of the few has, and each of the many
TASKS = 1_000
ROUNDS = 7
QUEUE = "bench"  # Celery's own tasks wait here until the worker is told to take them
DATABASE = "flowt_bench_due"
_FILL = """
INSERT INTO due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token, attempt, last_error,
                       created_at)
SELECT id, 'bench.noop', n::text, now(), true, 0, 0, '', now()
  FROM (SELECT id FROM tenants_tenant WHERE schema_name LIKE 'leve\\_%%' ORDER BY id LIMIT %s) AS t,
       generate_series(1, %s) AS n
"""


def queue(installation) -> Line:
    """No-ops of 10 and of 2,000 tenants, all of them busy, and Celery tasks, by turns."""
    with _database() as url, psycopg.connect(url, autocommit=True) as database:
        _light_tenants(database, MANY)
        database.execute("SET enable_seqscan = off")
        with _workers(installation, url):
            _drain(database, FEW, HEAP), _celery()  # both warm
            few, many, sparse, celery = [], [], [], []
            for _ in range(ROUNDS):
                celery.append(_celery())
                few.append(_drain(database, FEW, HEAP))
                many.append(_drain(database, MANY, BUSY))
                sparse.append(_drain(database, MANY, SPARSE))
    return _line(few, many, sparse, celery)


def _line(few: list[float], many: list[float], sparse: list[float], celery: list[float]) -> Line:
    ratio = Spread.of([ours / theirs for ours, theirs in zip(few, celery, strict=True)])
    kept = Spread.of([b / a for a, b in zip(few, many, strict=True)])
    return Line(
        job=f"due queue, no-op jobs of {FEW} and of {MANY:,} tenants",
        reference="a Celery no-op on the same workers",
        ours=f"{Spread.of(few).median:,.0f}/s and {Spread.of(many).median:,.0f}/s",
        theirs=f"{Spread.of(celery).median:,.0f}/s",
        ratio=f"{ratio.text('{:.1f}')} ×; of it kept at {MANY:,}: {kept.text()} ×",
        target="≥ 4 ×; ≥ 0.9 × kept",
        share=min(ratio.median / 4, kept.median / 0.9),
        notes=(
            "each job binds its tenant's schema; the 2,000 schemas are empty here",
            (
                f"each of {FEW} tenants has {HEAP:,} jobs, each of {MANY:,} has {BUSY};"
                f" with {SPARSE} each, which share nothing: {Spread.of(sparse).median:,.0f}/s"
            ),
        ),
    )


@contextmanager
def _database() -> Iterator[str]:
    """A copy of the migrated database, so that its tenants without tables meet nobody else."""
    given = settings.DATABASES["default"]["NAME"]
    connection.close()
    connection.close_pool()
    url = os.environ["DATABASE_URL"]
    copy = url.replace(f"/{given}?", f"/{DATABASE}?")
    with psycopg.connect(url.replace(f"/{given}?", "/postgres?"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {given}")
        try:
            yield copy
        finally:
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _light_tenants(database: psycopg.Connection, count: int) -> None:
    """Rows and empty schemas: the work of binding is whole, and a no-op touches no table."""
    columns = [field.column for field in Tenant._meta.concrete_fields if not field.primary_key]
    with database.cursor() as cursor:
        for number in range(count):
            schema = f"leve_{number}"
            cursor.execute(f"CREATE SCHEMA {schema}")
            tenant = Tenant(
                schema_name=schema, code=500_000 + number, slug=f"leve-{number}", name="Leve"
            )
            values = [
                field.get_db_prep_save(field.pre_save(tenant, add=True), connection)
                for field in Tenant._meta.concrete_fields
                if not field.primary_key
            ]
            marks = ", ".join(["%s"] * len(columns))
            cursor.execute(
                f"INSERT INTO tenants_tenant ({', '.join(columns)}) VALUES ({marks})", values
            )


@contextmanager
def _workers(installation, database_url: str) -> Iterator[None]:
    """One process a core, as `flowt up` starts them."""
    program = programs.worker(installation)
    environment = {
        "DATABASE_URL": database_url,
        "FLOWT_WORKER_CONCURRENCY": str(os.cpu_count() or 2),
    }
    argv = (*program.argv, "--include", "bench.noop")
    program = replace(program, argv=argv, env={**program.env, **environment})
    with started(program, has_worker, installation.data / "worker.log"):
        yield


def has_worker() -> bool:
    """Whether a Celery worker answers."""
    return bool(app.control.inspect(timeout=0.5).ping())


def _drain(database: psycopg.Connection, tenants: int, each: int) -> float:
    """Jobs a second, from the doorbell to the last one's end."""
    database.execute(_FILL, [tenants, each])
    database.execute("VACUUM ANALYZE due_queue")
    began = time.perf_counter()
    for _ in range(os.cpu_count() or 2):
        app.send_task("flowt.drain")
    # By the key's index, which forgets the rows that are gone: reading past them costs a core.
    while database.execute("SELECT 1 FROM due_queue ORDER BY id LIMIT 1").fetchone():
        time.sleep(0.01)
    return tenants * each / (time.perf_counter() - began)


def _celery() -> float:
    """Tasks a second, from when the workers may take those that wait to the last one's end."""
    broker = redis.Redis.from_url(settings.REDIS_URL)
    with app.producer_or_acquire() as producer:
        for _ in range(TASKS):
            app.send_task("bench.noop", queue=QUEUE, producer=producer)
    began = time.perf_counter()
    app.control.add_consumer(QUEUE, reply=True)
    while broker.llen(QUEUE) or broker.hlen("unacked"):
        time.sleep(0.01)
    took = time.perf_counter() - began
    app.control.cancel_consumer(QUEUE, reply=True)
    return TASKS / took
