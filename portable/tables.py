"""Copying tables out of a schema and into one, by COPY, with every name quoted.

Only tables that the code knows are read: PostgreSQL's catalogue of thousands of tenants is never
walked through.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import DataError, IntegrityError, ProgrammingError, sql

from portable.archive import PART_BYTES, Writer
from portable.errors import BadArchive

MIGRATIONS = "django_migrations"
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
_COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum),
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attidentity <> '')
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relnamespace = to_regnamespace(%s) AND c.relname = ANY(%s) AND c.relkind = 'r'
   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 GROUP BY 1 ORDER BY 1
"""
Change = Callable[[list[bytes]], list[bytes]]


@dataclass(frozen=True)
class Table:
    """One table of a schema, with its columns in order. `counted` have a sequence behind them."""

    schema: str
    name: str
    columns: tuple[str, ...]
    counted: tuple[str, ...]

    @property
    def at(self) -> sql.Composed:
        return sql.SQL("{}.{}").format(sql.Identifier(self.schema), sql.Identifier(self.name))

    @property
    def regclass(self) -> str:
        return f'"{self.schema}"."{self.name}"'


@cache
def tenant_tables() -> tuple[str, ...]:
    """Name the tables of the tenant apps, by name."""
    models = [
        model
        for label in tenant_labels()
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return tuple(sorted({model._meta.db_table for model in models if model._meta.managed}))


def find_tables(schema: str, names: Iterable[str]) -> list[Table]:
    """Return those of `names` that stand in `schema`, as the database has them now."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [f'"{schema}"', list(names)])
        return [
            Table(schema, name, tuple(columns), tuple(counted or ()))
            for name, columns, counted in cursor.fetchall()
        ]


def tenant_labels() -> list[str]:
    return [name.rpartition(".")[2] for name in settings.TENANT_APPS]


def applied_migrations(schema: str, labels: list[str], at: Any = None) -> list[list[str]]:
    """Return [app, name] of the migrations of these apps that `schema` says it stands at.

    `at` is the connection to ask, the usual one unless it is given.
    """
    with (at or connection).cursor() as cursor:
        query = "SELECT app, name FROM {}.django_migrations WHERE app = ANY(%s) ORDER BY app, name"
        cursor.execute(sql.SQL(query).format(sql.Identifier(schema)), [labels])
        return [list(row) for row in cursor.fetchall()]


def lock_for_reading(tables: list[Table]) -> None:
    """Keep the tables' form as it is until this transaction ends. Nobody who trades waits."""
    if tables:
        names = sql.SQL(", ").join(table.at for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names))


def copy_out(
    table: Table,
    writer: Writer,
    folder: str,
    *,
    change: Change | None = None,
    query: sql.Composed | None = None,
) -> int:
    """Write the table's rows as parts of at most a few megabytes; return how many rows it has."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    source = query or sql.SQL("{} ({})").format(table.at, columns)
    with connection.cursor() as cursor:
        blocks: Any = _blocks(cursor, sql.SQL("COPY {} TO STDOUT").format(source))
        if change is not None:
            blocks = changed(blocks, change)
        number, held = 0, bytearray()
        for block in blocks:
            held += block
            if len(held) >= PART_BYTES:
                number += 1
                writer.part(f"{folder}/{table.name}/{number:06}", bytes(held))
                held.clear()
        if held:
            writer.part(f"{folder}/{table.name}/{number + 1:06}", bytes(held))
        return int(cursor.rowcount)


def _blocks(cursor: Any, statement: sql.Composed) -> Iterator[bytes]:
    with cursor.copy(statement) as copy:
        yield from copy


def changed(blocks: Iterable[bytes], change: Change) -> Iterator[bytes]:
    """Apply `change` to the columns of each row, as COPY's text form writes them."""
    rest = b""
    for block in blocks:
        lines = (rest + bytes(block)).split(b"\n")
        rest = lines.pop()
        if lines:
            yield b"".join(b"\t".join(change(line.split(b"\t"))) + b"\n" for line in lines)
    if rest:
        raise BadArchive(reason="a row of it is cut")


class Loader:
    """Takes parts of tables in the order they come, and copies them into one schema."""

    def __init__(self, tables: Iterable[Table], columns: dict[str, list[str]]) -> None:
        self._tables = {table.name: table for table in tables}
        self._columns = columns
        self._changes: dict[str, Change] = {}
        self.rows: dict[str, int] = {}
        for name, wanted in columns.items():
            self._check(name, wanted)

    def change(self, name: str, change: Change) -> None:
        """Have `change` applied to each row of the table `name`."""
        self._changes[name] = change

    def take(self, name: str, data: bytes) -> None:
        """Copy one part of the table `name`."""
        if name not in self._columns:
            raise BadArchive(reason=f"it does not announce {name[:80]!r}")
        table = self._tables[name]
        if not data.endswith(b"\n"):
            raise BadArchive(reason="a row of it is cut")
        columns = sql.SQL(", ").join(map(sql.Identifier, self._columns[name]))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table.at, columns)
        blocks = [data]
        if name in self._changes:
            self._check_width(name, data)
            blocks = list(changed(blocks, self._changes[name]))
        try:
            with connection.cursor() as cursor:
                with cursor.copy(statement) as copy:
                    for block in blocks:
                        copy.write(block)
                self.rows[name] = self.rows.get(name, 0) + cursor.rowcount
        except (DataError, IntegrityError, ProgrammingError) as error:
            raise BadArchive(reason=str(error).partition("\n")[0][:200]) from error

    def _check(self, name: str, wanted: list[str]) -> None:
        table = self._tables.get(name)
        if table is None or not set(wanted) <= set(table.columns) or len(set(wanted)) < len(wanted):
            raise BadArchive(reason=f"it names a table that is not ours: {name[:80]!r}")

    def _check_width(self, name: str, data: bytes) -> None:
        if data.count(b"\t") != data.count(b"\n") * (len(self._columns[name]) - 1):
            raise BadArchive(reason=f"rows of {name} have a wrong number of columns")


def read_counters(tables: Iterable[Table]) -> dict[str, dict[str, int]]:
    """Return where each table's sequences stand."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            for column in table.counted:
                cursor.execute(
                    "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                    [table.regclass, column],
                )
                if (last := cursor.fetchone()[0]) is not None:
                    found.setdefault(table.name, {})[column] = last
    return found


def set_counters(tables: Iterable[Table], *told: dict[str, dict[str, int]]) -> None:
    """Move each sequence to the highest of its table's rows and of what is `told`."""
    for table in tables:
        for column in table.counted:
            least = max((one.get(table.name, {}).get(column, 0) for one in told), default=0)
            query = sql.SQL("SELECT greatest(coalesce(max({}), 0), %s) FROM {}")
            with connection.cursor() as cursor:
                cursor.execute(query.format(sql.Identifier(column), table.at), [least])
                highest = cursor.fetchone()[0]
                if highest > 0:
                    cursor.execute(
                        "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                        [table.regclass, column, highest],
                    )


def empty(tables: Iterable[Table]) -> None:
    """Delete what migrations left in tables that are about to be filled."""
    names = sql.SQL(", ").join(table.at for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))
