"""Where a statement runs after errors, rollbacks and the pool: in the bound tenant or nowhere."""

from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models.items import Item
from flowt.database.base import WrongSchema
from flowt.tenancy import tenant_context


def schema_in_force() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def break_a_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@transaction.atomic
def swallow_an_error() -> None:
    with suppress(DatabaseError):
        break_a_statement()


def test_a_rollback_does_not_switch(pair):
    first, second = pair
    with tenant_context(first):
        schema_in_force()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            connection.set_tenant(second)
            schema_in_force()
            raise ZeroDivisionError

        assert schema_in_force() == second.schema_name


def test_a_savepoint_rollback_does_not_switch(pair):
    first, second = pair
    with tenant_context(first), transaction.atomic():
        schema_in_force()
        with pytest.raises(ZeroDivisionError), transaction.atomic(), tenant_context(second):
            schema_in_force()
            raise ZeroDivisionError

        assert schema_in_force() == first.schema_name


def test_a_swallowed_error_does_not_switch(pair):
    """The server answers the COMMIT of a broken transaction by rolling back, and says so nowhere:
    the search_path set within is gone with it."""
    first, second = pair
    with tenant_context(first):
        schema_in_force()
        with tenant_context(second):
            with pytest.raises(DatabaseError, match="nothing of it is kept"):
                swallow_an_error()

            assert schema_in_force() == second.schema_name
        assert schema_in_force() == first.schema_name


def test_an_error_at_the_commit_does_not_switch(pair):
    first, second = pair
    with tenant_context(first):
        schema_in_force()
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.set_tenant(second)
            with connection.cursor() as cursor:
                cursor.execute(
                    "CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)"
                )
                cursor.execute("INSERT INTO late VALUES (1), (1)")

        assert schema_in_force() == second.schema_name


def test_a_cursor_opened_before_runs_where_is_bound_now(pair):
    first, second = pair
    with tenant_context(first), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        with tenant_context(second):
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == (second.schema_name,)
        cursor.execute("SELECT current_schema()")
        assert cursor.fetchone() == (first.schema_name,)


@pytest.mark.parametrize("how", ["SET", "SET LOCAL"])
def test_a_path_moved_by_hand_is_refused(pair, how):
    first, second = pair
    with tenant_context(first), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{how} search_path = {second.schema_name}, public")
        with pytest.raises(WrongSchema):
            cursor.execute("SELECT 1")
        with pytest.raises(WrongSchema):
            Item.objects.count()
        transaction.set_rollback(True)


def test_a_path_moved_behind_djangos_back_is_refused(pair):
    first, second = pair
    with tenant_context(first):
        Item.objects.count()
        connection.connection.execute(f"SET search_path = {second.schema_name}, public")

        with pytest.raises(WrongSchema):
            Item.objects.count()
        connection.close()


def test_a_raw_pooled_connection_finds_nobodys_tables(pair):
    with tenant_context(pair[0]):
        Item.objects.count()
        connection.close()
    raw = connection.pool.getconn()
    try:
        with pytest.raises(psycopg.errors.UndefinedTable):
            raw.execute("SELECT * FROM catalog_item")
    finally:
        connection.pool.putconn(raw)


def test_a_connection_closed_within_a_transaction_is_clean_in_the_pool(pair):
    with tenant_context(pair[0]):
        connection.set_autocommit(False)
        Item.objects.count()
        connection.close()
    with connection.pool.connection() as raw:
        assert raw.execute("SHOW search_path").fetchone() == ("pg_catalog",)


def test_no_connection_of_the_pool_has_a_tenant_also_not_a_fresh_one(pair):
    with tenant_context(pair[0]):
        Item.objects.count()
        connection.close()
    taken = [connection.pool.getconn() for _ in range(3)]
    try:
        paths = {raw.execute("SHOW search_path").fetchone() for raw in taken}
    finally:
        for raw in taken:
            connection.pool.putconn(raw)

    assert paths == {("pg_catalog",)}


def test_a_copy_runs_in_the_bound_tenant(pair):
    first, second = pair
    with tenant_context(first), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        connection.set_tenant(second)
        with cursor.copy("COPY (SELECT current_schema()) TO STDOUT") as rows:
            assert b"".join(rows).decode().strip() == second.schema_name


def backend_after(*schemas) -> int:
    """Visit them on one connection, give it back, and tell which it was."""
    for schema in schemas:
        with tenant_context(schema):
            schema_in_force()
    found = connection.connection.pgconn.backend_pid
    connection.close()
    return found


@pytest.mark.parametrize(("most", "is_kept"), [(2, False), (1000, True)])
def test_one_that_was_in_too_many_schemas_is_replaced(pair, monkeypatch, most, is_kept):
    """What PostgreSQL remembers of each table is gone with its connection."""
    monkeypatch.setattr(connection, "most_schemas", most)

    used = backend_after(*pair)

    assert (used in {backend_after(pair[0]) for _ in range(20)}) is is_kept
