"""A lock that neither a commit nor a closed connection lets go of."""

from django.db import connection, transaction

from flowt.locks import session_lock


def test_is_held_by_one_at_a_time(trading_tenant):
    with session_lock("a"), session_lock("a", wait=False) as is_held:
        assert not is_held
    with session_lock("a", wait=False) as is_held:
        assert is_held


def test_outlives_commits_and_closed_connections(trading_tenant):
    with session_lock("a"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.close()
        with session_lock("a", wait=False) as is_held:
            assert not is_held
    with session_lock("a", wait=False) as is_held:
        assert is_held


def test_different_names_do_not_wait_for_each_other(trading_tenant):
    with session_lock("a"), session_lock("b", wait=False) as is_held:
        assert is_held
