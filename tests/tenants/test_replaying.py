"""What Django did to one schema is done to another, in the same order."""

import threading
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from flowt.tenancy import at_schema, tenant_context
from tenants import replaying, schemas, upgrades
from tenants.ddl import read_script
from tenants.models import Tenant
from tenants.operations import create_tenant
from tenants.upgrades import lagging_tenants, migrate_all
from tests.tenants.catalogue import describe


class Planted(migrations.Migration):
    """Every kind of step, mixed."""

    operations = [
        migrations.CreateModel("Note", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("Note", "text", models.CharField(max_length=20, db_default="a 100% b")),
        migrations.RunPython(
            lambda apps, editor: apps.get_model("people", "Note").objects.create()
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("INSERT INTO people_note (text) VALUES ('50%');"),
                migrations.RunPython(lambda apps, editor: editor.execute("SELECT 1")),
            ]
        ),
        migrations.RunSQL([("INSERT INTO people_note (text) VALUES (%s)", ["d'água %"])]),
        migrations.AddIndex("Note", models.Index(fields=["text"], name="nota_text")),
    ]


class Alone(migrations.Migration):
    """One that runs outside a transaction."""

    atomic = False
    operations = [
        migrations.RunSQL("CREATE INDEX CONCURRENTLY nota_ids ON people_note (text, id)"),
    ]


@pytest.fixture
def two(committed, new_slug):
    return [create_tenant(name="Prova", slug=new_slug()).schema_name for _ in range(2)]


def test_a_replay_does_what_django_did(two):
    first, second = two
    with at_schema(first):
        recorder = replaying._Recorder()
        state = recorder.apply_migration(ProjectState(), Planted("9001_nota", "people"))
        recorder.apply_migration(state, Alone("9002_nota", "people"))

    with at_schema(second):
        replaying.replay(recorder.recorded)

    assert describe(second) == describe(first)
    for schema in two:
        assert notes(schema) == ["a 100% b", "50%", "d'água %"]
        with at_schema(schema):
            assert {("people", "9001_nota"), ("people", "9002_nota")} <= replaying.applied()


def test_a_step_that_fails_leaves_its_migration_undone(two):
    broken = replaying.Recorded([("nota", "0001")], True, ["CREATE TABLE nota (id int)", "SELEC 1"])

    with at_schema(two[0]), pytest.raises(Exception, match="syntax error"):
        replaying.replay([broken])

    with at_schema(two[0]), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('nota')")
        assert cursor.fetchone() == (None,)
        assert ("nota", "0001") not in replaying.applied()


def test_all_laggards_equal_one_from_zero(committed, new_slug):
    made = [create_tenant(name="Prova", slug=new_slug()).schema_name for _ in range(5)]
    undo("0002", made[0])  # one was interrupted half-way
    undo("0001", *made[1:])

    done = migrate_all(lambda line: None)

    assert (done.tenants, done.failed, lagging_tenants()) == (5, {}, [])
    fresh = describe(schemas.ensure_template())
    for schema in made:
        assert describe(schema) == fresh


def test_two_runs_share_the_work(committed, new_slug):
    undo("0001", *(create_tenant(name="Prova", slug=new_slug()).schema_name for _ in range(6)))
    runs = []

    def run():
        runs.append(migrate_all(lambda line: None, at_once=2))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sum(run.tenants for run in runs) >= 6
    assert [run.failed for run in runs] == [{}, {}]
    assert lagging_tenants() == []


def test_a_table_in_use_is_tried_again(committed, new_slug, monkeypatch):
    tenant = create_tenant(name="Prova", slug=new_slug())
    undo("0002", tenant.schema_name)
    monkeypatch.setattr(upgrades, "LOCK_TIMEOUT", "100ms")

    with held(tenant) as let_go:
        threading.Timer(0.6, let_go.set).start()
        done = migrate_all(lambda line: None)

    assert (done.tenants, done.failed) == (1, {})


def test_a_table_in_use_for_long_fails_that_schema_alone(committed, new_slug, monkeypatch):
    busy, free = (create_tenant(name="Prova", slug=new_slug()) for _ in range(2))
    undo("0002", busy.schema_name, free.schema_name)
    monkeypatch.setattr(upgrades, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(upgrades, "_PAUSES", (0.05, 0.05))

    with held(busy):
        done = migrate_all(lambda line: None)

    assert (done.tenants, list(done.failed)) == (1, [busy.schema_name])
    assert "lock timeout" in done.failed[busy.schema_name]
    assert migrate_all(lambda line: None).tenants == 1


@contextmanager
def held(tenant):
    """Somebody writes orders in a transaction, until the block ends or the event is set."""
    has_it, let_go = threading.Event(), threading.Event()

    def write():
        with tenant_context(tenant), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE orders_order IN ROW EXCLUSIVE MODE")
            has_it.set()
            let_go.wait(300)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert has_it.wait(60)
        yield let_go
    finally:
        let_go.set()
        writer.join()


def undo(target, first, *others):
    """Take the orders' migrations back in one schema, and make the others like it."""
    call_command("migrate_schemas", "orders", target, schema_name=first, verbosity=0)
    connection.set_schema_to_public()
    script = read_script(first)
    for schema in others:
        schemas.drop_schema(schema)
        with at_schema(schema), connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{schema}"')
            cursor.execute(script)
    Tenant.objects.filter(schema_name__in=[first, *others]).update(schema_fingerprint="")


def notes(schema):
    with at_schema(schema), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM people_note ORDER BY id")
        return [text for (text,) in cursor.fetchall()]
