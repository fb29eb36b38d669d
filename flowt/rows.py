"""Inserting rows of models in short statements, where many are written every second.

Defaults, encryption and `auto_now_add` are the fields' own, as with `save()`. Signals are not
sent, and nothing is read before or after.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models


class Script:
    """Statements that go to the database together, in one round trip, and there in their order.

    Each sees what those before it did. If one fails, none of those behind it are run.
    """

    def __init__(self) -> None:
        self._statements: list[tuple[str, Sequence[Any]]] = []

    def add(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._statements.append((statement, values))

    def __len__(self) -> int:
        return len(self._statements)

    def insert(self, *rows: models.Model) -> None:
        """Insert rows of one model. Those without a key are not given theirs."""
        if rows:
            self.add(*insertion(*rows))

    def run(self) -> list[list[tuple[Any, ...]]]:
        """Return the rows that each statement returned."""
        if not self._statements:
            return []
        with connection.cursor() as cursor:
            # One by one, so that the driver knows each statement from the last time.
            cursor.execute("; ".join(cursor.mogrify(*one) for one in self._statements))
            found = [cursor.fetchall() if cursor.description else []]
            while cursor.nextset():
                found.append(cursor.fetchall() if cursor.description else [])
        return found


def insert(row: models.Model, *, on_conflict: str = "") -> bool:
    """Insert one row, and give it its key. Returns False, and no key, where `on_conflict` says so.

    `on_conflict` is SQL of ours: "(key) DO NOTHING".
    """
    statement, values = insertion(row)
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    key = connection.ops.quote_name(str(type(row)._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement}{conflict} RETURNING {key}", values)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


def insertion(*rows: models.Model) -> tuple[str, list[Any]]:
    """Return the statement that inserts rows of one model, and its values.

    All of them come with a key, taken from the sequence before, or none does.
    """
    with_key = rows[0].pk is not None
    head, places = _statement(type(rows[0]), with_key)
    values = [value for row in rows for value in _values(row, with_key)]
    return head + ", ".join([places] * len(rows)), values


@cache
def _statement(model: type[models.Model], with_key: bool) -> tuple[str, str]:
    quote, fields = connection.ops.quote_name, _fields(model, with_key)
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join("%s" for _ in fields)
    head = " ".join(("INSERT INTO", quote(model._meta.db_table), f"({columns})", "VALUES "))
    return head, f"({places})"


@cache
def _fields(model: type[models.Model], with_key: bool) -> tuple[Any, ...]:
    """Every column; the key only where it is known, else the database counts it."""
    return tuple(f for f in model._meta.concrete_fields if with_key or not f.primary_key)


def _values(row: models.Model, with_key: bool) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in _fields(type(row), with_key)
    ]
