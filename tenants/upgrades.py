"""Bringing every schema to the code's migrations: public first, then tenants that lag.

Of the tenants that stand at the same migrations Django migrates one; what it did there is done
to the others, several at a time (`tenants.replaying`).
"""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

import structlog
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import DeadlockDetected, LockNotAvailable

from flowt.tenancy import at_schema, public_schema
from tenants import replaying, schemas
from tenants.models import Tenant

log = structlog.get_logger()
# A table that somebody is using: whoever comes behind us waits too, so we wait little, and often.
LOCK_TIMEOUT = "1s"
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
AT_ONCE = max(4, 2 * (os.cpu_count() or 1))
_REPORT_EVERY = 50


class Laggard(NamedTuple):
    """A tenant whose schema stands at other migrations than the code."""

    pk: int
    schema: str


@dataclass
class Upgrade:
    """What a run did. `failed` maps a schema to what went wrong; it is tried again next time."""

    public: bool = False
    tenants: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)  # another run is at it


def migrate_all(report: Callable[[str], None] = print, *, at_once: int = AT_ONCE) -> Upgrade:
    """Migrate `public`, then the lagging tenants; a broken one is reported and stops no other.

    A repeat goes on where the last run stopped, and does nothing where all is done. Two runs at
    once share the work. Templates of other code are dropped at the end.
    """
    done = Upgrade()
    with public_schema():
        if _is_pending():
            report("Updating the shared tables ...")
            call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
            done.public = True
        _Run(lagging_tenants(), done, report).go(at_once)
        stale = schemas.drop_stale_templates()
    for schema, problem in done.failed.items():
        report(f"{schema} could not be updated: {problem}")
    if done.public or done.tenants or stale:
        log.info("migrated", tenants=done.tenants, failed=len(done.failed), templates=len(stale))
    return done


def lagging_tenants() -> list[Laggard]:
    """Return the tenants that stand at other migrations: one query."""
    behind = Tenant.objects.exclude(schema_fingerprint=schemas.fingerprint())
    return [Laggard(*row) for row in behind.order_by("pk").values_list("pk", "schema_name")]


def _is_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Recording(NamedTuple):
    """What Django did to a schema that had the migrations `before`."""

    before: frozenset[tuple[str, str]]
    migrations: list[replaying.Recorded]

    def left_for(self, has: frozenset[tuple[str, str]]) -> list[replaying.Recorded] | None:
        """What a schema with the migrations `has` still needs of it; None if it does not fit."""
        done = {name for one in self.migrations for name in one.names}
        if not (self.before <= has <= self.before | done):
            return None
        return [one for one in self.migrations if not has.issuperset(one.names)]


class _Run:
    """One run over the laggards. Its threads share what was recorded and what is counted."""

    def __init__(
        self, laggards: list[Laggard], done: Upgrade, report: Callable[[str], None]
    ) -> None:
        self.laggards, self.done, self.report = laggards, done, report
        self.recordings: list[_Recording] = []
        self.counting, self.recording = Lock(), Lock()

    def go(self, at_once: int) -> None:
        if not self.laggards:
            return
        self.report(f"Updating {len(self.laggards)} tenants ...")
        with ThreadPoolExecutor(min(at_once, len(self.laggards)), "migrate") as threads:
            list(threads.map(self._in_thread, self.laggards))

    def _in_thread(self, one: Laggard) -> None:
        try:
            with public_schema():
                self._one(one)
        finally:
            connection.close()

    def _one(self, one: Laggard) -> None:
        try:
            with _alone(one.schema) as is_ours:
                if is_ours:
                    _patiently(lambda: self._migrate(one))
        except Exception as error:
            log.warning("migration_failed", schema=one.schema, exc_info=True)
            with self.counting:
                self.done.failed[one.schema] = _first_line(error)
            return
        with self.counting:
            if not is_ours:
                self.done.busy.append(one.schema)
                return
            self.done.tenants += 1
            if self.done.tenants % _REPORT_EVERY == 0:
                self.report(f"{self.done.tenants} of {len(self.laggards)} tenants are updated ...")

    def _migrate(self, one: Laggard) -> None:
        with at_schema(one.schema):
            has = replaying.applied()
            left = self._recorded_for(has)
            if left is None:
                left = self._record(has)
            replaying.replay(left)
        Tenant.objects.filter(pk=one.pk).update(schema_fingerprint=schemas.fingerprint())

    def _recorded_for(self, has: frozenset[tuple[str, str]]) -> list[replaying.Recorded] | None:
        found = (recording.left_for(has) for recording in self.recordings)
        return next((left for left in found if left is not None), None)

    def _record(self, has: frozenset[tuple[str, str]]) -> list[replaying.Recorded]:
        """Have Django migrate the bound schema, unless another thread did an equal one meanwhile.

        Returns what is left to do.
        """
        with self.recording:
            left = self._recorded_for(has)
            if left is None:
                self.recordings.append(_Recording(has, replaying.record()))
        return left or []


@contextmanager
def _alone(schema: str) -> Iterator[bool]:
    """Hold the schema's lock, and wait little for others' locks, while the block runs."""
    name = f"migrate {schema}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            yield False
            return
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _patiently(migrate: Callable[[], None]) -> None:
    """Try again where a table was in use; what is done already is not done again."""
    for pause in (*_PAUSES, None):
        try:
            migrate()
        except OperationalError as error:
            in_use = isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)
            if pause is None or not in_use:
                raise
            time.sleep(pause)
        else:
            return


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or repr(error)
