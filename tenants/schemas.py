"""Making a tenant's schema: from a template's own DDL, replayed as one script.

The template schema is migrated from zero by Django. Its definition is read once from the
catalogue, without its name, and replayed into each new schema, which then equals one migrated
from zero. A few schemas are prepared ahead of time: taking one is a rename.
"""

import hashlib
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from flowt.locks import session_lock
from flowt.tenancy import at_schema, public_schema
from tenants.ddl import read_script
from tenants.models import PreparedSchema

TEMPLATE_LOCK = "tenants.template"  # one maker of the template at a time
PREPARING_LOCK = "tenants.preparing"


@cache
def fingerprint() -> str:
    """Name the code's own set of tenant migrations: equal code, equal name."""
    labels = {apps.get_app_config(name.rpartition(".")[2]).label for name in settings.TENANT_APPS}
    loader = MigrationLoader(None)
    nodes = sorted(f"{app}.{name}" for app, name in loader.disk_migrations if app in labels)
    return hashlib.sha256("\n".join(nodes).encode()).hexdigest()[:16]


def template_name() -> str:
    return f"template_{fingerprint()}"


def make_schema(name: str) -> None:
    """Create the schema `name` at the code's migrations: a prepared one, or the script replayed.

    Runs in the caller's transaction, if there is one. Raises ProgrammingError if it exists.
    """
    if _take_prepared(name):
        return
    replay(name)


def replay(name: str, script: str = "") -> None:
    """Create the schema `name` by replaying the template's script, or the one given."""
    script = script or template_script()
    with at_schema(name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {connection.ops.quote_name(name)}")
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute(script)


def template_script() -> str:
    """Return the DDL and the first rows of the template, making the template if it is missing."""
    return _script_of(ensure_template())


@cache
def _script_of(name: str) -> str:
    with public_schema():
        return read_script(name)


def ensure_template() -> str:
    """Make the template for this code's migrations unless it is there. Returns its name."""
    name = template_name()
    if _schema_exists(name):
        return name
    with session_lock(TEMPLATE_LOCK):
        if not _schema_exists(name):
            building = f"{name}_new"
            with public_schema(), connection.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA IF EXISTS "{building}" CASCADE')
            migrate_from_zero(building)
            with public_schema(), connection.cursor() as cursor:
                cursor.execute(f'ALTER SCHEMA "{building}" RENAME TO "{name}"')
    return name


def migrate_from_zero(name: str) -> None:
    """Create the schema `name` and run every tenant migration in it: slow, and the reference."""
    with public_schema():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {connection.ops.quote_name(name)}")
        call_command("migrate_schemas", schema_name=name, verbosity=0, interactive=False)


def prepare_schemas() -> int:
    """Have `PreparedSchema.KEEP` schemas ready for this code. Returns how many were made."""
    made = 0
    with session_lock(PREPARING_LOCK), public_schema():
        _drop_stale()
        ensure_template()  # not within the transaction of a schema: some indexes refuse one
        missing = (
            PreparedSchema.KEEP - PreparedSchema.objects.filter(fingerprint=fingerprint()).count()
        )
        for _ in range(max(missing, 0)):
            with transaction.atomic():
                row = PreparedSchema.objects.create(name="", fingerprint=fingerprint())
                row.name = f"prepared_{row.pk}"
                row.save(update_fields=["name"])
                replay(row.name)
            made += 1
    return made


def drop_stale_templates() -> list[str]:
    """Delete the templates of other code. Returns their names."""
    with session_lock(TEMPLATE_LOCK), public_schema():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'template\\_%%'"
                " AND nspname <> %s",
                [template_name()],
            )
            stale = [name for (name,) in cursor.fetchall()]
        for name in stale:
            drop_schema(name)
    return stale


def drop_schema(name: str) -> None:
    """Delete a schema and all that is in it. There is no way back."""
    with public_schema(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {connection.ops.quote_name(name)} CASCADE")


def _take_prepared(name: str) -> bool:
    with public_schema(), transaction.atomic():
        row = (
            PreparedSchema.objects.select_for_update(skip_locked=True)
            .filter(fingerprint=fingerprint())
            .first()
        )
        if row is None:
            return False
        with connection.cursor() as cursor:
            quote = connection.ops.quote_name
            cursor.execute(f"ALTER SCHEMA {quote(row.name)} RENAME TO {quote(name)}")
        row.delete()
    return True


def _drop_stale() -> None:
    for row in PreparedSchema.objects.exclude(fingerprint=fingerprint()):
        with transaction.atomic():
            drop_schema(row.name)
            row.delete()


def _schema_exists(name: str) -> bool:
    with public_schema(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [name])
        return cursor.fetchone() is not None
