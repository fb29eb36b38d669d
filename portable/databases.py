"""A second database beside the one in use, and the exchange of their names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg import errors, sql

from flowt.tenancy import bind_public
from portable.errors import InUse, NoDatabaseRights


@contextmanager
def database_beside(name: str) -> Iterator[str]:
    """A new database that this process is bound to; dropped unless it took the old one's name."""
    beside = f"{name}_restoring"
    _bind(name)
    others = _execute(
        sql.SQL(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = {}"
            " AND backend_type = 'client backend'"
        ).format(sql.Literal(name))
    )
    if others:
        raise InUse(count=others)
    drop_database(beside)
    _execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(beside)))
    _bind(beside)
    try:
        yield beside
    finally:
        _bind(name)
        drop_database(beside)


def drop_database(name: str) -> None:
    """Delete a database and all that is in it. There is no way back."""
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _bind(name: str) -> None:
    """Have this process's connections lead to the database `name`, and hold none to another."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name
    bind_public()


def _execute(*statements: sql.Composed) -> Any:
    """Run statements from outside of any database of ours; return the first value of the last.

    Several are one transaction.
    """
    with connection._nodb_cursor() as cursor:
        try:
            if len(statements) > 1:
                cursor.execute("BEGIN")
            for statement in statements:
                cursor.execute(statement)
            found = cursor.fetchone()[0] if cursor.description else None
            if len(statements) > 1:
                cursor.execute("COMMIT")
        except Exception as error:
            if isinstance(error.__cause__ or error, errors.InsufficientPrivilege):
                user = connection.settings_dict["USER"]
                raise NoDatabaseRights(user=user) from error
            raise
    return found


def exchange(name: str, beside: str) -> str:
    """Give the new database the old one's name; return the name that the old one has now."""
    replaced = f"{name}_replaced_{timezone.now():%Y%m%d_%H%M%S}"
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    _execute(
        rename.format(sql.Identifier(name), sql.Identifier(replaced)),
        rename.format(sql.Identifier(beside), sql.Identifier(name)),
    )
    return replaced
