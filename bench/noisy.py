"""A quiet tenant's menu while another one's 50,000 events and 20,000 jobs are worked off."""

import http.client
import os
import time
from dataclasses import replace

from django.conf import settings
from django.db import connection

from bench.due import has_worker
from bench.measures import Line, Spread, percentile
from bench.noop import EVENTS_A_JOB
from bench.shop import SLUG
from bench.world import started
from flowt import due
from flowt.celery import app
from flowt.supervisor import programs
from flowt.tenancy import tenant_context
from tenants.models import Tenant
from tenants.operations import create_tenant

EVENTS, JOBS = 50_000, 20_000
EVERY_SECONDS = 0.02  # a customer's look at the menu
ALONE_SECONDS, NOISY_SECONDS = 5, 8
ROUNDS = 5


def menu(installation) -> Line:
    """One look after the other, fifty a second, with and without the noise, by turns."""
    noisy = create_tenant(name="Barulho", slug="barulho")
    program = programs.worker(installation)
    argv = (*program.argv, "--include", "bench.noop")
    environment = {**program.env, "FLOWT_WORKER_CONCURRENCY": str(os.cpu_count() or 2)}
    program = replace(program, argv=argv, env=environment)
    alone, beside, jobs = [], [], []
    with started(program, has_worker, installation.data / "worker.log"):
        _look(installation.port, 1)
        for _ in range(ROUNDS):
            alone.append(percentile(_look(installation.port, ALONE_SECONDS), 0.95))
            _make_noise(noisy)
            time.sleep(0.5)
            before = _ended()
            beside.append(percentile(_look(installation.port, NOISY_SECONDS), 0.95))
            jobs.append((_ended() - before) / NOISY_SECONDS)
            _hush(noisy)
    return _line(alone, beside, jobs)


def _line(alone: list[float], beside: list[float], jobs: list[float]) -> Line:
    ratio = Spread.of([b / a for a, b in zip(alone, beside, strict=True)])
    return Line(
        job=f"a quiet menu beside {EVENTS:,} events and {JOBS:,} jobs of another tenant",
        reference="the same menu alone",
        ours=f"p95 {Spread.of(beside).text('{:.1f}')} ms",
        theirs=f"p95 {Spread.of(alone).text('{:.1f}')} ms",
        ratio=f"{ratio.text()} ×",
        target="≤ 2 ×",
        share=2 / ratio.median,
        notes=(f"meanwhile {Spread.of(jobs).text('{:,.0f}')} jobs a second were worked off",),
    )


def _look(port: int, seconds: float) -> list[float]:
    """Ask for the menu at a steady pace; return how long each answer took, in milliseconds."""
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Host": f"{SLUG}.localhost:{port}", "Accept-Encoding": "br", "User-Agent": "bench"}
    took, begin = [], time.perf_counter()
    for number in range(int(seconds / EVERY_SECONDS)):
        time.sleep(max(begin + number * EVERY_SECONDS - time.perf_counter(), 0))
        began = time.perf_counter()
        browser.request("GET", "/cardapio/", headers=headers)
        answer = browser.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        took.append((time.perf_counter() - began) * 1000)
    browser.close()
    return took


def _make_noise(tenant: Tenant) -> None:
    """Queue the jobs, and those that publish the events; wake every worker process."""
    with tenant_context(tenant):
        due.schedule_many("bench.noise", [str(n) for n in range(EVENTS // EVENTS_A_JOB)])
        due.schedule_many("bench.noop", [str(n) for n in range(JOBS)])
    for _ in range(settings.CELERY_WORKER_CONCURRENCY):
        app.send_task("flowt.drain")


def _ended() -> int:
    """How many jobs of the noise were ended, by PostgreSQL's own count of deleted rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_del FROM pg_stat_user_tables WHERE schemaname = 'public'"
            " AND relname = 'due_queue'"
        )
        return int(cursor.fetchone()[0])


def _hush(tenant: Tenant) -> None:
    """Take the rest of the noise away, and wait until nobody works."""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute("DELETE FROM due_queue WHERE tenant_id = %s", [tenant.pk])
            time.sleep(2)
