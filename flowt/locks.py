"""Locks of PostgreSQL that outlive a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def session_lock(name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock `name` while the block runs, on a connection of its own.

    What the block does may commit, or close its connection, as migrations do. Without `wait` it
    yields False at once where another holds the lock. A process that dies lets go of it.
    """
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            take = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
            cursor.execute(f"SELECT {take}(hashtextextended(%s, 0))", [name])
            answer = cursor.fetchone()[0]
        is_held = wait or bool(answer)  # the one that waits answers with nothing
        try:
            yield is_held
        finally:
            if is_held:
                with own.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
    finally:
        own.close()
