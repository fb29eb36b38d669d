"""What fields of the API are made of. Input is strict: unknown fields and other types are refused.

Money is a text with two decimals; a time is ISO 8601 with its offset, and is answered in UTC.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
LARGEST_ID = 2**63 - 1


class Input(BaseModel):
    """Base of what is sent in a body."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Filters(BaseModel):
    """Base of what is sent in a query."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


def _instant(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and "T" in value.upper() and len(value) <= 40:
        try:
            found = parse_datetime(value)
        except ValueError:
            found = None
        if found is not None and found.tzinfo is not None and FIRST <= found <= LAST:
            return found
    raise ValueError(_("Write it like 2026-07-14T18:30:00-03:00, with its offset."))


def _amount(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(MONEY_FORM[1:-1], value):
        return Decimal(value)
    raise ValueError(_("Write an amount as a text with two decimals, such as “59.90”."))


def money(amount: Decimal) -> str:
    """Write an amount with two decimals."""
    return f"{amount:.2f}"


def utc(moment: datetime | None) -> str | None:
    """Write a time in ISO 8601, in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def text(most: int, least: int = 0) -> Any:
    """Return a text that is trimmed, of `least` to `most` characters."""
    return Annotated[
        str, StringConstraints(min_length=least, max_length=most, strip_whitespace=True)
    ]


MONEY_FORM = r"^[0-9]{1,10}\.[0-9]{2}$"
Money = Annotated[
    Decimal,
    BeforeValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": MONEY_FORM}),
]
MoneyText = Annotated[str, Field(pattern=r"^-?[0-9]{1,10}\.[0-9]{2}$", examples=["59.90"])]
InstantText = Annotated[
    str, WithJsonSchema({"type": "string", "format": "date-time"}), Field(examples=[])
]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-07-14T18:30:00-03:00"]}
    ),
]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
