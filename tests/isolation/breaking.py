"""What goes wrong in the middle of a request, on demand; and where each statement really ran.

`X-Test-Break` names the mishap, `X-Test-Other` the schema that it reaches for.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from catalog.models.items import Item
from flowt.tenancy import at_schema

log = structlog.get_logger("isolation")
_SCHEMA = re.compile(r"\bt_[a-z]+_[0-9a-f]{8}_\d+\b")  # of the threads' tenants


class ForcedError(Exception):
    pass


class WatchingMiddleware:
    """Asks the server itself, after every statement of a request, where that statement ran."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        statements = 0

        def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal statements
            bound = connection.schema_name
            result = execute(sql, params, many, context)
            raw = connection.connection
            if raw.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
                found = raw.execute("SELECT current_schema()").fetchone()[0]
                statements += 1
                strangers = set(_SCHEMA.findall(str(sql))) - {bound}
                if found != bound or strangers:
                    log.error("wrong_schema", found=found, bound=bound, sql=str(sql)[:200])
            return result

        with connection.execute_wrapper(watch):
            response = self.get_response(request)
        response["X-Test-Statements"] = str(statements)
        return response


class BreakingMiddleware:
    """The last one before the view: the tenant is bound, the session may be open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mishap = request.headers.get("X-Test-Break")
        if mishap:
            MISHAPS[mishap](request.headers["X-Test-Other"])
        response = self.get_response(request)
        if mishap == "error_late":
            raise ForcedError
        return response


def error(other: str) -> None:
    raise ForcedError


def error_elsewhere(other: str) -> None:
    """Fail while another tenant is bound, within a transaction."""
    with at_schema(other), transaction.atomic():
        Item.objects.count()
        raise ForcedError


def savepoint(other: str) -> None:
    """Roll back to a savepoint set while another tenant was bound, and go on."""
    with transaction.atomic():
        Item.objects.count()
        with suppress(ForcedError), transaction.atomic(), at_schema(other):
            Item.objects.count()
            raise ForcedError
        Item.objects.count()


def swallow(other: str) -> None:
    """Swallow a failed statement in a transaction that began elsewhere, and go on."""
    with at_schema(other):
        Item.objects.count()
    with suppress(DatabaseError), transaction.atomic():
        fail_quietly()


def fail_quietly() -> None:
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def give_back(other: str) -> None:
    """Return the connection to the pool while another tenant is bound, and go on."""
    with at_schema(other):
        Item.objects.count()
        connection.close()


def raw(other: str) -> None:
    """Take a pooled connection past Django, leave it in another tenant's schema, give it back."""
    pool = connection.pool
    connection.close()
    taken = pool.getconn()
    try:
        path = taken.execute("SHOW search_path").fetchone()[0]
        if path not in {"pg_catalog", '"$user", public', other}:
            log.error("wrong_schema", found=path, bound="the pool")
        taken.execute(f'SET search_path = "{other}"')
    finally:
        pool.putconn(taken)


MISHAPS = {
    "error": error,
    "error_late": lambda other: None,
    "error_elsewhere": error_elsewhere,
    "savepoint": savepoint,
    "swallow": swallow,
    "give_back": give_back,
    "raw": raw,
}
