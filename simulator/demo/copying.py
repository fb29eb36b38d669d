"""Writing many rows at once, with the ids and dates one chooses."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Take `count` ids from the model's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[dict[str, Any]]
) -> None:
    """Write `rows` (values by field name) with COPY. A row that lacks one gets its default.

    Dates that a model sets by itself are taken from the row, which `bulk_create` would not do.
    """
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([_value(field, row) for field in fields])


def _value(field: Any, row: dict[str, Any]) -> Any:
    value = row[field.name] if field.name in row else field.get_default()
    return field.get_db_prep_value(value, connection)
