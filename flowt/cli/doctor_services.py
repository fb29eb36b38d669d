"""The servers, workers and data of an installation, as `flowt doctor` sees them."""

import time
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tenants.utils import get_tenant_model

from flowt import health
from flowt.cli.findings import FAIL, OK, WARN, Finding, attempt, each
from flowt.due.models import DeadLetter, Tick
from flowt.due.tasks import HEARTBEAT_KEY
from flowt.operation import alerts, capacity
from flowt.redis import client

HEARTBEAT_SECONDS = 30
BEAT_MINUTES = 5
OLDEST_POSTGRES = 16
SKEW_WARN_SECONDS, SKEW_FAIL_SECONDS = 2, 30
FULL = 0.8
SOON = timedelta(days=30)
DATABASE, REDIS = "check DATABASE_URL", "check REDIS_URL"


def examine() -> Iterator[Finding]:
    """Look at the database first: without it most questions have no answer."""
    found = attempt("PostgreSQL", database, DATABASE)
    yield found
    if found.status == OK:
        yield from each(
            {
                "clock": (clock, DATABASE),
                "connections": (connections, DATABASE),
                "migrations": (migrations, "flowt migrate"),
                "schemas": (schemas, "flowt migrate"),
                "beat": (beat, DATABASE),
                "queue": (queue, DATABASE),
                "given up": (dead_letters, DATABASE),
                "errors": (errors, DATABASE),
                "room": (room, DATABASE),
            }
        )
    yield attempt("Valkey", valkey, REDIS)
    yield attempt("worker", worker, REDIS)


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    if int(version.partition(".")[0]) < OLDEST_POSTGRES:
        advice = f"Flowt needs PostgreSQL {OLDEST_POSTGRES} or newer"
        return Finding(FAIL, "PostgreSQL", version, advice)
    return Finding(OK, "PostgreSQL", version)


def clock() -> Finding:
    """Leases and timers are the database's to judge; our own clock should agree with it."""
    began = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = float(cursor.fetchone()[0])
    skew = theirs - (began + time.time()) / 2
    text = f"{skew:+.1f} s between the database and here"
    if abs(skew) > SKEW_WARN_SECONDS:
        status = FAIL if abs(skew) > SKEW_FAIL_SECONDS else WARN
        return Finding(status, "clock", text, "let NTP set the clocks of both machines")
    return Finding(OK, "clock", text)


def connections() -> Finding:
    now = capacity.present()
    used, most = now.connections or 0, now.connections_max or 1
    text = f"{used} of {most} in use"
    if used > FULL * most:
        advice = "fewer processes, a smaller FLOWT_DB_POOL_MAX, or a larger max_connections"
        return Finding(WARN, "connections", text, advice)
    return Finding(OK, "connections", text)


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in pending[:3])
        return Finding(FAIL, "migrations", f"{len(pending)} pending: {names}", "flowt migrate")
    return Finding(OK, "migrations", "none pending")


def schemas() -> Finding:
    """How many businesses stand at other migrations than the code's: one query."""
    fingerprint = import_module("tenants.schemas").fingerprint()  # the command stands above apps
    every = get_tenant_model().objects.all()
    behind = every.exclude(schema_fingerprint=fingerprint).count()
    if behind:
        return Finding(FAIL, "schemas", f"{behind} of {every.count()} are behind", "flowt migrate")
    return Finding(OK, "schemas", f"all {every.count()} are current")


def beat() -> Finding:
    newest = Tick.objects.order_by("-slot").values_list("slot", flat=True).first()
    advice = "start one: `flowt up`, or `flowt run beat`; and a worker for what it asks"
    if newest is None:
        return Finding(FAIL, "beat", "has never ticked", advice)
    silent = int((timezone.now() - newest).total_seconds())
    if silent > BEAT_MINUTES * 60:
        return Finding(FAIL, "beat", f"last tick {silent} s ago", advice)
    return Finding(OK, "beat", f"last tick {max(silent, 0)} s ago")


def queue() -> Finding:
    found = health.examine().queue
    text = f"{found['ready']:.0f} ready, the oldest for {found['oldest_seconds']:.0f} s"
    if found["oldest_seconds"] > settings.FLOWT_QUEUE_LAG_SECONDS:
        return Finding(FAIL, "queue", text, "more workers, or look at the queue in the console")
    return Finding(OK, "queue", text)


def dead_letters() -> Finding:
    count = DeadLetter.objects.count()
    if count:
        advice = "look at them in the console: /console/operacao/fila/desistidas/"
        return Finding(WARN, "given up", f"{count} jobs", advice)
    return Finding(OK, "given up", "no job")


def errors() -> Finding:
    rising = alerts.open_alerts()
    if rising:
        kinds = ", ".join(alert.fault.kind for alert in rising)
        return Finding(WARN, "errors", f"rising today: {kinds}", "see /console/operacao/erros/")
    return Finding(OK, "errors", "none beyond the usual today")


def room() -> Finding:
    """Does the disk last, if it goes on as it did?"""
    full_on = capacity.full_on()
    if full_on is None:
        return Finding(OK, "room", "no end of it in sight")
    text = f"the disk is full on {full_on:%Y-%m-%d} if it goes on like this"
    if full_on - timezone.now() < SOON:
        return Finding(WARN, "room", text, "a larger disk, or see /console/operacao/capacidade/")
    return Finding(OK, "room", text)


def valkey() -> Finding:
    facts = client().info()
    version = facts.get("valkey_version") or facts.get("redis_version")
    used, most = facts["used_memory"], facts.get("maxmemory") or 0
    if most and used > FULL * most:
        text = f"{version}, {used // 2**20} of {most // 2**20} MB in use"
        return Finding(WARN, "Valkey", text, "give it more memory (maxmemory)")
    return Finding(OK, "Valkey", f"{version}, {used // 2**20} MB in use")


def worker() -> Finding:
    at = client().get(HEARTBEAT_KEY)
    advice = "start one: `flowt up`, or `flowt run worker`"
    if at is None:
        return Finding(FAIL, "worker", "no heartbeat", advice)
    silent = int(time.time() - int(at))
    if silent > HEARTBEAT_SECONDS:
        return Finding(FAIL, "worker", f"silent for {silent} s", advice)
    return Finding(OK, "worker", f"heartbeat {silent} s ago")
