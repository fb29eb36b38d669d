"""A schema's definition as PostgreSQL knows it, without the schema's name: for comparing two."""

import re

from django.db import connection, transaction

from flowt.tenancy import at_schema

# PostgreSQL writes a cast over a list in one of two ways, by how it was read: both mean the same.
CASTS = re.compile(r"::(character varying|text)(\[\])?")
QUERIES = {
    "columns": """
        SELECT c.relname, a.attnum > 0, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
               l.collname
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          LEFT JOIN pg_collation l ON l.oid = a.attcollation
         WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0
           AND NOT a.attisdropped ORDER BY 1, 3""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred,
               convalidated, pg_get_constraintdef(oid, true)
          FROM pg_constraint WHERE connamespace = %s::regnamespace AND contype <> 'n'
         ORDER BY 1, 2""",
    "indexes": """
        SELECT i.indrelid::regclass::text, i.indisunique, i.indisprimary, i.indisvalid,
               pg_get_indexdef(i.indexrelid, 0, true)
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE c.relnamespace = %s::regnamespace ORDER BY 1, 5""",
    "triggers": """
        SELECT g.tgrelid::regclass::text, g.tgenabled, pg_get_triggerdef(g.oid, true)
          FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
         WHERE c.relnamespace = %s::regnamespace AND NOT g.tgisinternal ORDER BY 1, 3""",
    "functions": """
        SELECT p.oid::regprocedure::text, p.prosrc, p.provolatile, p.prosecdef
          FROM pg_proc p WHERE p.pronamespace = %s::regnamespace ORDER BY 1""",
    "sequences": """
        SELECT c.relname, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
               format_type(s.seqtypid, NULL), d.refobjid::regclass::text, d.deptype
          FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
          LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i')
           AND d.refclassid = 'pg_class'::regclass
         WHERE c.relnamespace = %s::regnamespace ORDER BY 1""",
    "views": """
        SELECT relname, pg_get_viewdef(oid, true) FROM pg_class
         WHERE relnamespace = %s::regnamespace AND relkind = 'v' ORDER BY 1""",
}


def describe(schema: str) -> dict[str, list[tuple]]:
    """Return every object of the schema, in an order that does not depend on how it was made."""
    found = {}
    with at_schema(schema), transaction.atomic(), connection.cursor() as cursor:
        for kind, query in QUERIES.items():
            cursor.execute(query, [schema])
            found[kind] = [
                tuple(CASTS.sub("", str(part).replace(f"{schema}.", "")) for part in row)
                for row in cursor.fetchall()
            ]
        found["rows"] = _rows(cursor, schema)
    return found


def _rows(cursor, schema: str) -> list[tuple]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
    counts = []
    for (table,) in cursor.fetchall():
        if table != "django_migrations":
            cursor.execute(f'SELECT %s, count(*) FROM "{table}"', [table])
            counts.append(cursor.fetchone())
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    return [*counts, *cursor.fetchall()]
