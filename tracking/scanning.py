"""What a scan leaves in the visitor's session: which table, and when."""

import time

from django.http import HttpRequest

from flowt.tenancy import current_schema

TABLE, AT = "table:", "table_at:"  # + schema


def note_table(request: HttpRequest, table: str) -> None:
    """The code on this table was scanned just now."""
    request.session[TABLE + current_schema()] = table
    request.session[AT + current_schema()] = int(time.time())


def scanned_table(request: HttpRequest) -> str:
    """Return the table whose code was scanned last; "" without one."""
    return str(request.session.get(TABLE + current_schema(), ""))


def scanned_at(request: HttpRequest) -> int:
    """Return when, in epoch seconds; 0 for never."""
    found = request.session.get(AT + current_schema(), 0)
    return found if isinstance(found, int) else 0
