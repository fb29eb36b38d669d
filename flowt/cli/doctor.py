"""`flowt doctor`: what this machine and installation lack, and how to get it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass

import click

from flowt.installation import Installation, Runtime
from flowt.servers.process import ServerError

OK, WARN, FAIL = "ok", "warn", "fail"
COLOURS = {OK: "green", WARN: "yellow", FAIL: "red"}
HEARTBEAT_SECONDS = 30
OLDEST_POSTGRES = 16


@dataclass(frozen=True)
class Finding:
    """One line of the report. `advice` says what to do about it."""

    status: str
    subject: str
    text: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Check this machine and say what to mend. Exit code 1 if something must be.

    Starts nothing and changes nothing. While `flowt up` runs, it also looks at the database,
    Valkey and the worker.
    """
    installation = Installation.from_environment()
    findings = list(examine(installation))
    for finding in findings:
        status = click.style(f"{finding.status:<5}", fg=COLOURS[finding.status])
        click.echo(f"{status}{finding.subject:<14}{finding.text}")
        if finding.advice:
            click.echo(f"{'':<19}→ {finding.advice}")
    sys.exit(1 if any(finding.status == FAIL for finding in findings) else 0)


def examine(installation: Installation) -> Iterator[Finding]:
    """Look at one thing after the other; none raises."""
    runtime = installation.runtime()
    yield python()
    yield node()
    yield pango()
    yield from folder(installation)
    yield from ports(installation, runtime)
    yield front_end()
    yield from services(installation, runtime)


def python() -> Finding:
    return Finding(OK, "Python", ".".join(map(str, sys.version_info[:3])))


def node() -> Finding:
    found = shutil.which("node")
    if found:
        return Finding(OK, "Node", found)
    return Finding(OK, "Node", "none; the build brings its own")


def pango() -> Finding:
    if find_library("pangoft2-1.0"):
        return Finding(OK, "pango", "found")
    return Finding(
        WARN,
        "pango",
        "not found: receipts and table cards cannot be made as PDF",
        "apt install libpango-1.0-0 libpangoft2-1.0-0",
    )


def folder(installation: Installation) -> Iterator[Finding]:
    """Room and rights of the data folder, or of where it would be made."""
    place = installation.data
    while not place.exists():
        place = place.parent
    if os.access(place, os.W_OK):
        yield Finding(OK, "data folder", str(installation.data))
    else:
        yield Finding(
            FAIL,
            "data folder",
            f"{place} cannot be written",
            "choose another with FLOWT_DATA, or run as its owner",
        )
    free = shutil.disk_usage(place).free // 2**20
    enough = free >= 1024
    yield Finding(
        OK if enough else WARN if free >= 300 else FAIL,
        "disk",
        f"{free} MB free",
        "" if enough else "free some space: pictures and the database will need it",
    )
    for name in ("secret-key", "field-keys"):
        path = installation.data / name
        with suppress(OSError):
            if path.exists() and path.stat().st_mode & 0o077:
                yield Finding(FAIL, "secrets", f"{path} can be read by others", f"chmod 600 {path}")


def ports(installation: Installation, runtime: Runtime | None) -> Iterator[Finding]:
    from flowt.supervisor.up import is_port_taken

    if runtime is not None:
        yield Finding(OK, "Flowt", f"runs at http://localhost:{runtime.port}/ ({runtime.pid})")
        return
    yield Finding(OK, "Flowt", "does not run here; `flowt up` starts it")
    for port in (installation.port, installation.port + 1):
        if is_port_taken(port):
            yield Finding(
                FAIL,
                "port",
                f"{port} is in use by something else",
                f"stop it, or choose another with FLOWT_PORT={installation.port + 1000}",
            )
        else:
            yield Finding(OK, "port", f"{port} is free")


def front_end() -> Finding:
    from flowt.supervisor.programs import PROJECT

    if (PROJECT / "frontend" / "dist" / ".vite" / "manifest.json").exists():
        return Finding(OK, "front end", "built")
    return Finding(FAIL, "front end", "not built", "run `make demo` or `make run`")


def services(installation: Installation, runtime: Runtime | None) -> Iterator[Finding]:
    """Database, migrations, Valkey and worker: of the environment, or of a running `flowt up`."""
    if runtime is not None:
        os.environ.setdefault("DATABASE_URL", runtime.database_url)
        os.environ.setdefault("REDIS_URL", runtime.redis_url)
    if installation.has_own_database or installation.has_own_redis:
        return  # nothing runs and nothing is named, so there is nothing to ask
    try:
        installation.prepare()
    except ServerError as error:
        yield Finding(FAIL, "settings", str(error))
        return

    import django

    django.setup()
    if (database := _attempt("PostgreSQL", _database)).status == OK:
        yield database
        yield _attempt("migrations", _migrations)
    else:
        yield database
    yield _attempt("Valkey", _valkey)
    yield _attempt("worker", _worker)


def _attempt(subject: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - whatever it is, the report goes on
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        variable = {"PostgreSQL": "DATABASE_URL", "Valkey": "REDIS_URL", "worker": "REDIS_URL"}
        return Finding(FAIL, subject, reason, f"check {variable.get(subject, 'the log')}")


def _database() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    if int(version.partition(".")[0]) < OLDEST_POSTGRES:
        advice = f"Flowt needs PostgreSQL {OLDEST_POSTGRES} or newer"
        return Finding(FAIL, "PostgreSQL", version, advice)
    return Finding(OK, "PostgreSQL", version)


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in pending[:3])
        return Finding(FAIL, "migrations", f"{len(pending)} pending: {names}", "flowt migrate")
    return Finding(OK, "migrations", "none pending")


def _valkey() -> Finding:
    import redis
    from django.conf import settings

    facts = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3).info("server")
    version = facts.get("valkey_version") or facts.get("redis_version")
    return Finding(OK, "Valkey", str(version))


def _worker() -> Finding:
    import time

    from flowt.due.tasks import HEARTBEAT_KEY
    from flowt.redis import client

    beat = client().get(HEARTBEAT_KEY)
    advice = "start one: `flowt up`, or `celery -A flowt.celery worker`"
    if beat is None:
        return Finding(FAIL, "worker", "no heartbeat", advice)
    silent = int(time.time() - int(beat))
    if silent > HEARTBEAT_SECONDS:
        return Finding(FAIL, "worker", f"silent for {silent} s", advice)
    return Finding(OK, "worker", f"heartbeat {silent} s ago")
