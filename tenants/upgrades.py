"""Bringing every schema to the code's migrations: public first, then tenants that lag."""

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from flowt.locks import session_lock
from flowt.tenancy import public_schema
from tenants import schemas
from tenants.models import Tenant

log = structlog.get_logger()
LOCK_TIMEOUT = "5s"  # for a table somebody else is using: better fail one schema than stop them all


@dataclass
class Upgrade:
    """What a run did. `failed` maps a schema to what went wrong; it is tried again next time."""

    public: bool = False
    tenants: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)  # another run is at it


def migrate_all(report: Callable[[str], None] = print) -> Upgrade:
    """Migrate `public`, then each lagging tenant; a broken one is reported and does not stop them.

    A repeat goes on where the last run stopped, and does nothing where all is done. Templates of
    other code are dropped at the end.
    """
    done = Upgrade()
    with public_schema():
        if _is_pending():
            report("Updating the shared tables ...")
            call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
            done.public = True
        lagging = list(lagging_tenants())
        for number, (pk, schema) in enumerate(lagging, 1):
            report(f"Updating {schema} ({number} of {len(lagging)}) ...")
            _migrate(pk, schema, done)
        stale = schemas.drop_stale_templates()
    for schema, problem in done.failed.items():
        report(f"{schema} could not be updated: {problem}")
    if done.public or done.tenants or stale:
        log.info("migrated", tenants=done.tenants, failed=len(done.failed), templates=len(stale))
    return done


def lagging_tenants() -> "list[tuple[int, str]]":
    """Return (id, schema) of the tenants that stand at other migrations: one query."""
    behind = Tenant.objects.exclude(schema_fingerprint=schemas.fingerprint())
    return list(behind.order_by("pk").values_list("pk", "schema_name"))


def _is_pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate(pk: int, schema: str, done: Upgrade) -> None:
    with session_lock(f"migrate {schema}", wait=False) as is_ours:
        if not is_ours:
            done.busy.append(schema)
            return
        try:
            _set_lock_timeout(LOCK_TIMEOUT)
            call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
            connection.set_schema_to_public()
            Tenant.objects.filter(pk=pk).update(schema_fingerprint=schemas.fingerprint())
            done.tenants += 1
        except Exception as error:
            log.warning("migration_failed", schema=schema, exc_info=True)
            done.failed[schema] = str(error).strip().partition("\n")[0] or repr(error)
        finally:
            connection.set_schema_to_public()
            _set_lock_timeout("0")


def _set_lock_timeout(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [text])
