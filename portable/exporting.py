"""One tenant, out into a file: everything as it was at one moment, while it trades on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from flowt.locks import session_lock
from flowt.tenancy import public_schema
from portable import tables
from portable.archive import Writer
from portable.business import read_business
from portable.errors import Busy
from portable.fields import key_ids, unsealing
from portable.files import write_media
from portable.tables import Table
from tenants.models import Tenant

KIND = "tenant"
DUE = Table("public", "due_queue", ("kind", "ref", "run_at"), ())
Report = Callable[[str], None]


@dataclass(frozen=True)
class Exported:
    rows: int
    files: int
    media_bytes: int


def export_tenant(
    tenant: Tenant, file: IO[bytes], *, passphrase: str = "", report: Report = lambda _: None
) -> Exported:
    """Write the tenant to `file`. Changes nothing, and nobody who trades waits for it.

    With a passphrase the file is encrypted and holds documents and payment secrets, so that any
    installation can take it; without one only this installation's field keys open those.
    Raises Busy while the tenant's schema is being updated.
    """
    schema = tenant.schema_name
    with reading(schema), snapshot():
        found = tables.find_tables(schema, tables.tenant_tables())
        tables.lock_for_reading(found)
        head = _head(tenant, found, is_plain=bool(passphrase))
        writer = Writer(file, head, passphrase=passphrase)
        try:
            rows = _write_tables(writer, found, schema, passphrase, report)
            rows["due_queue"] = _write_due(writer, tenant)
            report("media ...")
            files, size = write_media(writer, schema)
            writer.finish(rows=rows, counters=tables.read_counters(found), files=files)
        except BaseException:
            writer.abandon()
            raise
    return Exported(sum(rows.values()), files, size)


@contextmanager
def reading(schema: str) -> Iterator[None]:
    """Keep updates of this schema away, as they keep us. Raises Busy."""
    with session_lock(f"migrate {schema}", wait=False) as is_ours:
        if not is_ours:
            raise Busy(name=schema)
        yield


@contextmanager
def snapshot(name: str = "") -> Iterator[None]:
    """A transaction that sees one moment and writes nothing: a new one, or the one of `name`."""
    with public_schema(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if name:
                statement = sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(name))
                cursor.execute(statement)
        yield


def _head(tenant: Tenant, found: list[Table], *, is_plain: bool) -> dict[str, Any]:
    return {
        "kind": KIND,
        "made_at": timezone.now(),
        "schema": tenant.schema_name,
        "tenant_id": tenant.pk,
        "slug": tenant.slug,
        "code": tenant.code,
        "incarnation": tenant.incarnation,
        "is_plain": is_plain,
        "keys": key_ids(),
        "migrations": tables.applied_migrations(tenant.schema_name, tables.tenant_labels()),
        "tables": {table.name: table.columns for table in found},
        "business": read_business(tenant, is_plain=is_plain),
    }


def _write_tables(
    writer: Writer, found: list[Table], schema: str, passphrase: str, report: Report
) -> dict[str, int]:
    rows = {}
    for table in found:
        change = unsealing(table.name, table.columns, schema) if passphrase else None
        rows[table.name] = tables.copy_out(table, writer, "rows", change=change)
        if rows[table.name] >= 10_000:
            report(f"{table.name}: {rows[table.name]} rows")
    return rows


def _write_due(writer: Writer, tenant: Tenant) -> int:
    """What is queued, and what failed too often: a person decides about either after a restore."""
    query = sql.SQL(
        "(SELECT kind, ref, run_at FROM public.due_queue WHERE tenant_id = {0} UNION ALL"
        " SELECT kind, ref, died_at FROM public.due_dead_letter WHERE tenant_id = {0} UNION ALL"
        " SELECT kind, ref, run_at FROM public.due_parked WHERE tenant_id = {0})"
    ).format(sql.Literal(tenant.pk))
    return tables.copy_out(DUE, writer, "due", query=query)
