"""django-tenants' connection, held to the tenant that is bound.

PostgreSQL 18 tells its client whenever `search_path` changes. So before each statement, and at no
cost, what the server has is compared with what is bound: a path changed behind our back raises
`WrongSchema` and the statement is not sent. Older servers tell nothing; there the same rules hold
without the check.
"""

from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.transaction import TransactionManagementError
from django_tenants.postgresql_backend import base
from psycopg.pq import TransactionStatus

NOWHERE = "pg_catalog"  # where a connection waits in the pool: no tenant's table, nor `public`'s


class WrongSchema(RuntimeError):
    """A statement was about to run elsewhere than in the bound schema: a bug, never shown."""


class _Bound:
    """A cursor that asks, before each statement, whether it still is where it is thought to be.

    Also one that was opened before another tenant was bound.
    """

    db: "DatabaseWrapper"
    cursor: Any

    def _execute(self, sql: Any, params: Any, *ignored: Any) -> Any:
        self.db.stay_bound(self)
        return super()._execute(sql, params, *ignored)  # type: ignore[misc]

    def _executemany(self, sql: Any, param_list: Any, *ignored: Any) -> Any:
        self.db.stay_bound(self)
        return super()._executemany(sql, param_list, *ignored)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        self.db.stay_bound(self)
        return self.cursor.copy(*args, **kwargs)


class BoundCursor(_Bound, CursorWrapper):
    pass


class BoundDebugCursor(_Bound, CursorDebugWrapper):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection. `search_path_set_schemas` is None where it is to be set anew."""

    most_schemas: int = settings.FLOWT_DB_MOST_SCHEMAS

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return BoundCursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorWrapper:
        return BoundDebugCursor(cursor, self)

    def stay_bound(self, cursor: Any) -> None:
        """Set the search_path where the binding changed; raise WrongSchema where it was moved."""
        if self._setting_search_path or self.connection is None:
            return
        believed = self.search_path_set_schemas
        if not believed:
            self._handle_search_path(cursor)
            return
        told = self.connection.pgconn.parameter_status(b"search_path")
        if told is not None and not _is_within(told, believed):
            raise WrongSchema(f"search_path is {told.decode()}, {', '.join(believed)} is bound")

    def _commit(self) -> None:
        """Refuse what the server would answer with a silent rollback.

        A statement failed and nobody rolled back: the writes are gone, and so is a search_path
        set within.
        """
        status = self.connection.info.transaction_status if self.connection else None
        if status == TransactionStatus.INERROR:
            raise TransactionManagementError(
                "A statement of this transaction failed: nothing of it is kept."
            )
        super()._commit()

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Let the pool replace a connection that was in too many schemas when it is given back.

        PostgreSQL keeps what it read of each table until the connection ends.
        """
        before = self.search_path_set_schemas
        super()._handle_search_path(cursor)
        if self.search_path_set_schemas is before or self.connection is None:
            return
        visited: set[str] = self.connection.__dict__.setdefault("visited", set())
        visited.update(self.search_path_set_schemas or ())
        if len(visited) > self.most_schemas:
            self.connection._expire_at = 0.0  # the pool's own mark; it has no call for this

    def _configure_connection(self, connection: Any) -> bool:
        """Give the pool's fresh connections no tenant either."""
        to_commit: bool = super()._configure_connection(connection)
        if self.pool:
            connection.execute(f"SET search_path = {NOWHERE}")
        return to_commit

    def _close(self) -> None:
        """Give the connection back without a tenant: raw SQL on it finds nobody's tables."""
        if self.connection is not None and self.pool and not self.connection.closed:
            with suppress(psycopg.Error):
                if self.connection.info.transaction_status != TransactionStatus.IDLE:
                    self.connection.rollback()
                self.connection.execute(f"SET search_path = {NOWHERE}")
                if not self.connection.autocommit:
                    self.connection.commit()
        super()._close()


def _is_within(told: bytes, believed: list[str]) -> bool:
    """Does the server look in the bound schema first, and nowhere that was not bound?

    It writes `t_a, public`, with quotes where they are needed. django-tenants' introspection
    leaves `public` out for one statement.
    """
    names = [part.strip().strip('"') for part in told.decode().split(",")]
    return names[0] == believed[0] and set(names) <= set(believed)
