"""One test database a process. The first process makes it from nothing, the others copy that."""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")  # "" where there is one process only
READY = f"test_flowt_ready_{RUN}"
_LOCK = "SELECT pg_advisory_lock(7251)"  # until its connection ends


def make(fill: Callable[[], object]) -> list[Any]:
    """Make this process's test database, with what `fill` puts in; return what `drop` wants."""
    if not RUN:
        return _from_nothing(fill)
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [READY])
        if cursor.fetchone():
            return _copy(cursor)
        made = _from_nothing(fill)
        cursor.execute(f'CREATE DATABASE "{READY}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        return made


def drop(made: list[Any]) -> None:
    """With whoever is still connected: a thread of the last test may be."""
    ((_connection, before, _is_ours),) = made
    connection.close()
    connection.close_pool()
    with connection.creation._nodb_cursor() as cursor:
        for name in (connection.settings_dict["NAME"], READY):
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before


def _from_nothing(fill: Callable[[], object]) -> list[Any]:
    made: list[Any] = setup_databases(
        verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set()
    )
    fill()
    connection.close()
    connection.close_pool()  # nobody may be in what is copied
    return made


def _copy(cursor: Any) -> list[Any]:
    before, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{READY}"')
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    return [(connection, before, True)]
