"""Reading one schema's definition from PostgreSQL's catalogue, as a script without its name.

With `search_path` set to the schema, PostgreSQL prints its own objects unqualified; replayed
with another schema first in the path, they are made there. What is read: sequences, tables,
identity and generated columns, defaults, functions, constraints, indexes, triggers, views, and
the rows that migrations left.
"""

from typing import Any

from django.db import connection, transaction

from flowt.tenancy import at_schema

_TABLES = """
SELECT c.oid, quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s AND c.relkind = 'r' ORDER BY c.relname
"""
_COLUMNS = """
SELECT quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(l.collname) END
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_CONSTRAINTS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid, true),
       c.contype
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
  JOIN pg_namespace n ON n.oid = c.connamespace
 WHERE n.nspname = %s AND c.contype IN ('p', 'u', 'c', 'x', 'f')
 ORDER BY CASE c.contype WHEN 'f' THEN 1 ELSE 0 END, t.relname, c.conname
"""
_INDEXES = """
SELECT pg_get_indexdef(i.indexrelid, 0, true) FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s
   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
                      AND k.contype IN ('p', 'u', 'x'))
 ORDER BY c.relname
"""
_SEQUENCES = """
SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s AND c.relkind = 'S'
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')
 ORDER BY c.relname
"""
_FUNCTIONS = """
SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = %s AND p.prokind IN ('f', 'p') ORDER BY p.proname, p.oid
"""
_TRIGGERS = """
SELECT pg_get_triggerdef(g.oid, true) FROM pg_trigger g
  JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s AND NOT g.tgisinternal ORDER BY c.relname, g.tgname
"""
_VIEWS = """
SELECT quote_ident(c.relname), pg_get_viewdef(c.oid, true) FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = %s AND c.relkind = 'v' ORDER BY c.oid
"""


def read_script(schema: str) -> str:
    """Return the script that makes the objects and first rows of `schema` in another one."""
    with at_schema(schema), transaction.atomic(), connection.cursor() as cursor:
        read = _Reader(cursor, schema)
        statements = [
            *(f"CREATE SEQUENCE {name}" for (name,) in read.rows(_SEQUENCES)),
            *read.functions(),
            *read.tables(),
            *read.first_rows(),
            *read.constraints(),
            *(definition for (definition,) in read.rows(_INDEXES)),
            *(f"CREATE VIEW {name} AS {body}" for name, body in read.rows(_VIEWS)),
            *(definition for (definition,) in read.rows(_TRIGGERS)),
        ]
    return ";\n".join(statement.rstrip().rstrip(";") for statement in statements) + ";"


class _Reader:
    """Reads parts of one schema through one cursor whose search_path begins with it."""

    def __init__(self, cursor: Any, schema: str) -> None:
        self.cursor = cursor
        self.schema = schema

    def rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        self.cursor.execute(query, list(values) or [self.schema])
        found: list[tuple] = self.cursor.fetchall()  # type: ignore[type-arg]
        return found

    def tables(self) -> list[str]:
        return [
            f"CREATE TABLE {name} (\n  {', '.join(map(_column, self.rows(_COLUMNS, oid)))}\n)"
            for oid, name in self.rows(_TABLES)
        ]

    def functions(self) -> list[str]:
        qualified = f"{self._quoted()}."
        return [text.replace(qualified, "") for (text,) in self.rows(_FUNCTIONS)]

    def constraints(self) -> list[str]:
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
            for table, name, definition, _kind in self.rows(_CONSTRAINTS)
        ]

    def first_rows(self) -> list[str]:
        """Rows the migrations left, as INSERTs, and the identities behind them moved on."""
        statements = []
        for oid, table in self.rows(_TABLES):
            columns = [row[0] for row in self.rows(_COLUMNS, oid) if not row[5]]
            values = self._literals(table, columns)
            if not values:
                continue
            names, lines = ", ".join(columns), ",\n".join(f"({value})" for value in values)
            statements.append(
                f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES {lines}"  # noqa: S608
            )
            statements += [
                f"SELECT setval(pg_get_serial_sequence('{table}', '{row[0]}'),"  # noqa: S608
                f" (SELECT max({row[0]}) FROM {table}))"
                for row in self.rows(_COLUMNS, oid)
                if row[4]
            ]
        return statements

    def _literals(self, table: str, columns: list[str]) -> list[str]:
        literal = " || ', ' || ".join(f"quote_nullable({name})" for name in columns)
        self.cursor.execute(f"SELECT {literal} FROM {table} ORDER BY 1")  # noqa: S608 - quoted
        return [row[0] for row in self.cursor.fetchall()]

    def _quoted(self) -> str:
        self.cursor.execute("SELECT quote_ident(%s)", [self.schema])
        name: str = self.cursor.fetchone()[0]
        return name


def _column(row: tuple) -> str:  # type: ignore[type-arg]
    name, kind, is_required, default, identity, generated, collation = row
    parts = [name, kind]
    if collation:
        parts.append(f"COLLATE {collation}")
    if generated:
        parts.append(f"GENERATED ALWAYS AS ({default}) STORED")
    elif identity:
        parts.append(f"GENERATED {'ALWAYS' if identity == 'a' else 'BY DEFAULT'} AS IDENTITY")
    elif default is not None:
        parts.append(f"DEFAULT {default}")
    if is_required:
        parts.append("NOT NULL")
    return " ".join(parts)
