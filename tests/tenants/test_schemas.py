"""A new tenant's schema equals one migrated from zero, however it was made."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from flowt.tenancy import at_schema, tenant_context
from tenants import schemas
from tenants.models import PreparedSchema, Tenant
from tenants.operations import create_tenant
from tests.tenants.catalogue import describe

SAMPLES = {
    "boolean": "false",
    "jsonb": "'{}'",
    "uuid": "gen_random_uuid()",
    "date": "now()",
    "inet": "'127.0.0.1'",
    "bytea": "''",
}


@pytest.mark.slow
def test_a_cloned_schema_equals_one_migrated_from_zero(committed):
    committed += ["prova_zero", "prova_clone"]

    schemas.migrate_from_zero("prova_zero")
    schemas.replay("prova_clone")

    zero, clone = describe("prova_zero"), describe("prova_clone")
    assert clone.keys() == zero.keys()
    for kind, objects in zero.items():
        assert clone[kind] == objects, kind
    assert len(zero["columns"]) > 100


def test_every_identity_of_a_clone_counts(committed):
    committed.append("prova_ids")
    schemas.replay("prova_ids")

    with at_schema("prova_ids"), transaction.atomic(), connection.cursor() as cursor:
        tables = identity_tables(cursor, "prova_ids")
        for table in tables:
            insert_a_row(cursor, table)
        transaction.set_rollback(True)

    assert len(tables) >= 20


def identity_tables(cursor, schema):
    cursor.execute(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = %s AND is_identity = 'YES' ORDER BY 1",
        [schema],
    )
    return [name for (name,) in cursor.fetchall()]


def insert_a_row(cursor, table):
    """Checks are dropped first, within the transaction; foreign keys wait for a commit that never
    comes. What is proved is that the identity of this very schema gives the row its id."""
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table]
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = current_schema() AND is_identity = 'NO' AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_generated = 'NEVER'",
        [table],
    )
    values = {name: sample(kind) for name, kind in cursor.fetchall()}
    columns = ", ".join(f'"{name}"' for name in values)
    body = f"({columns}) VALUES ({', '.join(values.values())})" if values else "DEFAULT VALUES"
    cursor.execute(f'INSERT INTO "{table}" {body} RETURNING 1')
    assert cursor.fetchone() == (1,)


def sample(kind):
    if kind.startswith(("timestamp", "time ")):
        return "now()"
    if kind == "ARRAY":
        return "'{}'"
    return SAMPLES.get(kind, "'1'" if kind.startswith("char") or kind == "text" else "1")


@pytest.mark.slow
def test_eight_creations_at_once(committed, new_slug):
    def create(slug):
        try:
            return create_tenant(name="Prova", slug=slug)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(create, [new_slug() for _ in range(8)]))

    assert len({tenant.code for tenant in made}) == 8
    names = [tenant.schema_name for tenant in made]
    described = [describe(name) for name in names]
    assert all(one == described[0] for one in described)


def test_a_prepared_schema_is_taken_and_equals_a_replayed_one(committed, new_slug):
    schemas.prepare_schemas()
    ready = PreparedSchema.objects.order_by("pk").first()
    committed.append("prova_fresh")

    tenant = create_tenant(name="Prova", slug=new_slug())
    schemas.replay("prova_fresh")

    assert not PreparedSchema.objects.filter(pk=ready.pk).exists()
    assert describe(tenant.schema_name) == describe("prova_fresh")


def test_prepares_only_what_is_missing(committed):
    assert schemas.prepare_schemas() == PreparedSchema.KEEP
    assert schemas.prepare_schemas() == 0


def test_schemas_prepared_for_other_code_are_dropped(committed):
    schemas.replay("prova_stale")
    PreparedSchema.objects.create(name="prova_stale", fingerprint="0" * 16)

    schemas.prepare_schemas()

    assert not PreparedSchema.objects.filter(name="prova_stale").exists()
    assert not schemas._schema_exists("prova_stale")


def test_a_query_of_one_tenant_finds_nothing_of_another(tenant, other_tenant):
    from tests.factories import make_item

    make_item(name="Lasanha")

    with tenant_context(other_tenant):
        from catalog.models.items import Item

        assert not Item.objects.exists()
    assert Tenant.objects.count() == 2
