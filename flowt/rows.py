"""Inserting rows of models in one short statement each, where many are written every second.

Defaults, encryption and `auto_now_add` are the fields' own, as with `save()`. Signals are not
sent, and nothing is read before or after.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def insert(row: models.Model, *, on_conflict: str = "") -> bool:
    """Insert one row, and give it its key. Returns False, and no key, where `on_conflict` says so.

    `on_conflict` is SQL of ours: "(key) DO NOTHING".
    """
    head, places = _statement(type(row))
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    key = connection.ops.quote_name(str(type(row)._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{head}{places}{conflict} RETURNING {key}", _values(row))
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk = found[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model in one statement. They are not given their keys."""
    if not rows:
        return
    head, places = _statement(type(rows[0]))
    values = [value for row in rows for value in _values(row)]
    with connection.cursor() as cursor:
        cursor.execute(head + ", ".join([places] * len(rows)), values)


@cache
def _statement(model: type[models.Model]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in _fields(model))
    places = ", ".join("%s" for _ in _fields(model))
    head = " ".join(("INSERT INTO", quote(model._meta.db_table), f"({columns})", "VALUES "))
    return head, f"({places})"


@cache
def _fields(model: type[models.Model]) -> tuple[Any, ...]:
    """Every column but the key, which the database counts."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


def _values(row: models.Model) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in _fields(type(row))
    ]
