"""The whole installation, out into a file: every tenant as it was at the same moment.

`pg_dump` locks every table of every tenant at once, which no server's lock table holds. Here one
connection keeps a snapshot, and the schemas are read one after the other, each in a short
transaction that looks through it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from flowt.locks import session_lock
from flowt.tenancy import PUBLIC
from portable import tables
from portable.archive import Writer, to_json
from portable.errors import Moved
from portable.exporting import Report, snapshot
from portable.fields import key_ids
from portable.files import write_media
from portable.tables import Table
from tenants.models import Tenant

KIND = "installation"
LEFT_OUT = frozenset(  # schemas made ahead, whose names mean nothing elsewhere; open sessions
    {"tenants_preparedschema", "django_session", tables.MIGRATIONS}
)
STATE = "state.json"


@dataclass
class BackedUp:
    tenants: int = 0
    rows: int = 0
    files: int = 0
    media_bytes: int = 0


def back_up(file: IO[bytes], *, passphrase: str = "", report: Report = lambda _: None) -> BackedUp:
    """Write everything to `file`, as it is at this moment. Nobody who trades waits for it.

    Keys are not in it: encrypted fields open only under this installation's FLOWT_FIELD_KEYS.
    Raises Moved when a tenant is migrated, restored or dropped while it is read.
    """
    done = BackedUp()
    with _held_snapshot() as name:
        with snapshot(name):
            schemas = list(Tenant.objects.order_by("pk").values_list("schema_name", flat=True))
            shared = tables.find_tables(PUBLIC, _shared_names())
            head = _head(shared, len(schemas))
            writer = Writer(file, head, passphrase=passphrase)
        try:
            with snapshot(name):
                rows = {table.name: tables.copy_out(table, writer, PUBLIC) for table in shared}
                counters = tables.read_counters(shared)
            done.rows = sum(rows.values())
            for number, schema in enumerate(schemas, 1):
                done.rows += _write_schema(writer, schema, name)
                if number % 50 == 0 or number == len(schemas):
                    report(f"{number} of {len(schemas)} tenants, {done.rows} rows")
            for schema in schemas:
                files, size = write_media(writer, schema)
                done.files, done.media_bytes = done.files + files, done.media_bytes + size
            writer.finish(rows=rows, counters=counters, tenants=len(schemas), files=done.files)
        except BaseException:
            writer.abandon()
            raise
    done.tenants = len(schemas)
    return done


@contextmanager
def _held_snapshot() -> Iterator[str]:
    """The name of a snapshot that other transactions may look through while the block runs."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor.fetchone()[0]
            cursor.execute("ROLLBACK")
    finally:
        own.close()


def _head(shared: list[Table], tenants: int) -> dict[str, Any]:
    return {
        "kind": KIND,
        "made_at": timezone.now(),
        "keys": key_ids(),
        "migrations": tables.applied_migrations(PUBLIC, every_label()),
        "tables": {table.name: table.columns for table in shared},
        "tenants": tenants,
    }


def _write_schema(writer: Writer, schema: str, name: str) -> int:
    """Write one tenant's schema, as the snapshot `name` sees it; return its rows."""
    with session_lock(f"migrate {schema}"), snapshot(name):
        found = tables.find_tables(schema, tables.tenant_tables())
        if not found:
            raise Moved(name=schema)
        tables.lock_for_reading(found)
        migrations = tables.applied_migrations(schema, tables.tenant_labels())
        _check_still(schema, migrations)
        state = {
            "migrations": migrations,
            "tables": {table.name: table.columns for table in found},
            "counters": tables.read_counters(found),
        }
        writer.part(f"tenants/{schema}/{STATE}", to_json(state))
        return sum(tables.copy_out(table, writer, f"tenants/{schema}") for table in found)


def _check_still(schema: str, seen: list[list[str]]) -> None:
    """A table rewritten since the snapshot looks empty through it: then start again."""
    own = connection.copy()
    try:
        if not seen or tables.applied_migrations(schema, tables.tenant_labels(), at=own) != seen:
            raise Moved(name=schema)
    finally:
        own.close()


def every_label() -> list[str]:
    return [config.label for config in apps.get_app_configs()]


def _shared_names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid"
            " AND d.deptype = 'e')"
        )
        return sorted({name for (name,) in cursor.fetchall()} - LEFT_OUT)
