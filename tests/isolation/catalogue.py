"""What PostgreSQL's catalogue says of tenants' schemas: rules that Citus, too, asks for."""

from django.apps import apps
from django.conf import settings
from django.db import connection

# Who depends on whom across schemas, one of them a tenant's. Objects of extensions are everybody's.
_ACROSS = """
WITH place(classid, objid, space) AS (
    SELECT 'pg_class'::regclass, oid, relnamespace FROM pg_class
    UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc
    UNION ALL SELECT 'pg_type'::regclass, oid, typnamespace FROM pg_type
    UNION ALL SELECT 'pg_constraint'::regclass, oid, connamespace FROM pg_constraint
    UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, c.relnamespace
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    UNION ALL SELECT 'pg_trigger'::regclass, t.oid, c.relnamespace
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, c.relnamespace
      FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
), mine AS (SELECT oid FROM pg_namespace WHERE nspname = ANY(%s))
SELECT pg_describe_object(d.classid, d.objid, d.objsubid),
       pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
  FROM pg_depend d
  JOIN place a ON a.classid = d.classid AND a.objid = d.objid
  JOIN place b ON b.classid = d.refclassid AND b.objid = d.refobjid
 WHERE a.space <> b.space
   AND (a.space IN (SELECT oid FROM mine) OR b.space IN (SELECT oid FROM mine))
   AND NOT b.space = ANY('{pg_catalog,pg_toast}'::regnamespace[])
   AND NOT a.space = 'pg_toast'::regnamespace
   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = d.refclassid
                    AND e.objid = d.refobjid AND e.deptype = 'e')
"""
_KEYS_ACROSS = """
SELECT k.conname, a.oid::regclass::text, b.oid::regclass::text FROM pg_constraint k
  JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
 WHERE a.relnamespace <> b.relnamespace
"""
_NARROW_IDS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d
    ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = ANY(%s::regnamespace[]) AND c.relkind IN ('r', 'p') AND a.attnum > 0
   AND NOT a.attisdropped
   AND ((a.attidentity <> '' AND a.atttypid <> 'bigint'::regtype)
        OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%%')
   AND c.relname <> 'django_migrations'
"""


def _rows(query: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall()


def dependencies_across(schemas: list[str]) -> list[tuple]:
    """Return (object, what it depends on) where one stands in a tenant's schema, one elsewhere."""
    return _rows(_ACROSS, schemas)


def foreign_keys_across() -> list[tuple]:
    return _rows(_KEYS_ACROSS)


def narrow_ids(schemas: list[str]) -> list[tuple]:
    """Return columns that count by themselves and are no bigint identity."""
    return _rows(_NARROW_IDS, schemas)


def tenant_tables() -> set[str]:
    """Return the tables of the apps that stand in each tenant's schema, joining tables included."""
    names = set(settings.TENANT_APPS)
    return {
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name in names
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def tables_in(schema: str) -> set[str]:
    return {
        name for (name,) in _rows("SELECT tablename FROM pg_tables WHERE schemaname = %s", schema)
    }
