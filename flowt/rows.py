"""Inserting rows of models in short statements, where many are written every second.

Defaults, encryption and `auto_now_add` are the fields' own, as with `save()`. Signals are not
sent, and nothing is read before or after.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_PLAIN = frozenset((str, int, bool, Decimal, UUID, type(None)))
_AS_THEY_ARE: frozenset[type[Any]] = frozenset(
    (
        *(models.CharField, models.EmailField, models.TextField, models.BooleanField),
        *(models.IntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField),
        *(models.BigIntegerField, models.BigAutoField, models.ForeignKey),
        *(models.DecimalField, models.DateTimeField, models.UUIDField),
    )
)


class _Column(NamedTuple):
    """`is_plain`: a plain value is sent as it is, without asking the field."""

    field: Any
    name: str
    is_plain: bool


class Script:
    """Statements that go to the database together, in one round trip, and there in their order.

    Each sees what those before it did. If one fails, none of those behind it are run.
    """

    def __init__(self) -> None:
        self._statements: list[list[tuple[str, Sequence[Any]]]] = []  # each in one part or more

    def add(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Return the place at which `run` will have what it returned."""
        return self._add([(statement, values)])

    def __len__(self) -> int:
        return len(self._statements)

    def insert(self, *rows: models.Model) -> None:
        """Insert rows of one model. Those without a key are not given theirs."""
        if not rows:
            return
        with_key = rows[0].pk is not None
        head, places = _statement(type(rows[0]), with_key)
        # A part a row: the driver then knows each, however many there are.
        parts: list[tuple[str, Sequence[Any]]] = [
            (f", {places}", _values(row, with_key)) for row in rows
        ]
        parts[0] = (f"{head}VALUES {places}", parts[0][1])
        self._add(parts)

    def _add(self, parts: list[tuple[str, Sequence[Any]]]) -> int:
        self._statements.append(parts)
        return len(self._statements) - 1

    def run(self, *, and_commit: bool = False) -> list[list[tuple[Any, ...]]]:
        """Return the rows that each statement returned.

        With `and_commit` the transaction ends along with the last statement, if it is the
        outermost one: what is locked is free before anybody here has read the answer. Nothing may
        follow then, and a statement that finds something amiss has to fail by itself.
        """
        if not self._statements:
            return []
        with connection.cursor() as cursor:
            # One by one, so that the driver knows each part from the last time.
            write = cursor.mogrify
            texts = ["".join(write(*part) for part in parts) for parts in self._statements]
            if and_commit and _is_outermost():
                texts.append("COMMIT")
            cursor.execute("; ".join(texts))
            found = [cursor.fetchall() if cursor.description else []]
            while cursor.nextset():
                found.append(cursor.fetchall() if cursor.description else [])
        return found


def _is_outermost() -> bool:
    """Is there one transaction, which ends with the block that is open?"""
    return connection.commit_on_exit and not connection.savepoint_ids


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


def insertion(row: models.Model, *, unless: str = "") -> tuple[str, list[Any]]:
    """Return the statement that inserts a row, and its values.

    `unless` is a condition in SQL of ours: where it holds, no row is written.
    """
    with_key = row.pk is not None
    head, places = _statement(type(row), with_key)
    written = f"SELECT {places[1:-1]} WHERE NOT ({unless})" if unless else f"VALUES {places}"
    return head + written, _values(row, with_key)


@cache
def _statement(model: type[models.Model], with_key: bool) -> tuple[str, str]:
    quote, found = connection.ops.quote_name, _columns(model, with_key)
    columns = ", ".join(quote(one.field.column) for one in found)
    places = ", ".join("%s" for _ in found)
    head = " ".join(("INSERT INTO", quote(model._meta.db_table), f"({columns}) "))
    return head, f"({places})"


@cache
def _columns(model: type[models.Model], with_key: bool) -> tuple[_Column, ...]:
    """Every column; the key only where it is known, else the database counts it."""
    fields = (f for f in model._meta.concrete_fields if with_key or not f.primary_key)
    return tuple(_Column(field, field.attname, _is_plain(field)) for field in fields)


def _is_plain(field: Any) -> bool:
    is_dated = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return type(field) in _AS_THEY_ARE and not is_dated


def _values(row: models.Model, with_key: bool) -> list[Any]:
    database, found = connections[DEFAULT_DB_ALIAS], []
    for field, name, is_plain in _columns(type(row), with_key):
        if is_plain:
            value = getattr(row, name)
            kind = type(value)
            if kind in _PLAIN or (kind is datetime and value.tzinfo is not None):
                found.append(value)
                continue
        found.append(field.get_db_prep_save(field.pre_save(row, add=True), database))
    return found
