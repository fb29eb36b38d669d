"""Bringing every schema up to date."""

import time

from django.core.management import call_command
from django.db import connection

from tenants import schemas
from tenants.models import Tenant
from tenants.operations import create_tenant
from tenants.upgrades import lagging_tenants, migrate_all


def test_laggards_are_found_and_migrated(committed, new_slug):
    tenant = create_tenant(name="Prova", slug=new_slug())
    undo(tenant.schema_name)
    lines = []

    done = migrate_all(lines.append)

    assert (done.tenants, done.failed) == (1, {})
    assert "Updating 1 tenants ..." in lines
    assert lagging_tenants() == []
    assert has_numbers(tenant.schema_name)


def test_a_broken_schema_stops_no_other(committed, new_slug):
    broken, fine = (create_tenant(name="Prova", slug=new_slug()) for _ in range(2))
    undo(fine.schema_name)
    undo(broken.schema_name)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{broken.schema_name}".orders_counter')

    done = migrate_all(lambda line: None)

    assert done.tenants == 1
    assert list(done.failed) == [broken.schema_name]
    assert [one.schema for one in lagging_tenants()] == [broken.schema_name]


def test_nothing_to_do_is_quick_and_says_nothing(committed):
    migrate_all(lambda line: None)
    lines, began = [], time.process_time()

    done = migrate_all(lines.append)

    assert (done.public, done.tenants, lines) == (False, 0, [])
    assert time.process_time() - began < 2


def test_templates_of_other_code_are_dropped(committed):
    committed.append("template_0000000000000000")
    schemas.replay("template_0000000000000000")

    migrate_all(lambda line: None)

    assert not schemas._schema_exists("template_0000000000000000")
    assert schemas._schema_exists(schemas.template_name())


def undo(schema):
    """Take migrations back, and say that the schema stands elsewhere."""
    call_command("migrate_schemas", "orders", "0001", schema_name=schema, verbosity=0)
    connection.set_schema_to_public()
    Tenant.objects.filter(schema_name=schema).update(schema_fingerprint="")


def has_numbers(schema):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f'"{schema}".orders_ordernumber'])
        return cursor.fetchone() != (None,)
