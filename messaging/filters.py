"""What a template may do with a value. Each takes any value and never raises."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal
from flowt.phones import format_phone
from flowt.templatetags.money import money as in_tenant_currency

Filter = Callable[[Any, str | int | None], Any]
FILTERS: dict[str, Filter] = {}
HELP: dict[str, tuple[str, str | Promise]] = {}  # how it is written, what it does
LONGEST = 500
_PLAIN, _MOMENTS = frozenset({str, int, Decimal}), frozenset({datetime, date})


def plain(value: Any) -> str:
    """Return a value as text: only those of plain types have one, and nothing else is looked at."""
    kind = type(value)
    if kind in _MOMENTS:
        return str(_moment(value, "SHORT_DATETIME_FORMAT"))
    return str(value) if kind in _PLAIN else ""


def _filter(usage: str, about: str | Promise) -> Callable[[Filter], Filter]:
    def register(function: Filter) -> Filter:
        name = usage.partition(":")[0]
        FILTERS[name], HELP[name] = function, (usage, about)
        return function

    return register


@_filter("money", _("R$ 1.234,50"))
def money(value: Any, argument: Any) -> Any:
    if type(value) in (int, Decimal):
        try:
            return in_tenant_currency(value)
        except Refusal:
            return ""
    return value


@_filter("first_name", _("only the first word of a name"))
def first_name(value: Any, argument: Any) -> Any:
    words = plain(value).split(maxsplit=1)
    if not words:
        return ""
    shouts = len(words[0]) > 2 and words[0].isupper()  # typed in capitals; "JP" stays
    return words[0].capitalize() if shouts else words[0]


@_filter('default:"…"', _("what to write where there is nothing"))
def default(value: Any, argument: Any) -> Any:
    return value if plain(value).strip() else plain(argument)


@_filter("date", _("the day"))
def day(value: Any, argument: Any) -> Any:
    return _moment(value, "SHORT_DATE_FORMAT")


@_filter("time", _("the hour"))
def hour(value: Any, argument: Any) -> Any:
    return _moment(value, "TIME_FORMAT") if type(value) is datetime else value


@_filter("upper", _("IN CAPITALS"))
def upper(value: Any, argument: Any) -> Any:
    return plain(value)[:LONGEST].upper()


@_filter("lower", _("in small letters"))
def lower(value: Any, argument: Any) -> Any:
    return plain(value)[:LONGEST].lower()


@_filter("phone", _("a telephone as people write it"))
def phone(value: Any, argument: Any) -> Any:
    try:
        return format_phone(plain(value)) if plain(value) else ""
    except Refusal:
        return value


@_filter("cut:20", _("at most so many letters"))
def cut(value: Any, argument: Any) -> Any:
    text = plain(value)
    most = argument if type(argument) is int and 0 < argument <= LONGEST else LONGEST
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _moment(value: Any, style: str) -> Any:
    """Write a moment in the tenant's zone; a bare day has no hour. What is none stays."""
    try:
        if type(value) is datetime:
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            return formats.date_format(moment, style)
        if type(value) is date:
            return formats.date_format(value, "SHORT_DATE_FORMAT")
    except (ValueError, OverflowError):
        return ""
    return value
