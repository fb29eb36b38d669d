"""The audit trail in words: what was done, to which field, from what to what."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from accounts.trail_fields import FIELDS, MONEY, VALUES
from accounts.trail_words import ACTIONS, ICONS
from flowt.audit.models import AuditEntry
from flowt.audit.trail import HIDDEN
from flowt.brazil import format_cep
from flowt.errors import Refusal
from flowt.money import format_money
from flowt.phones import format_phone
from tenants.models import Tenant


def _phone(number: str) -> str:
    try:
        return format_phone(number)
    except Refusal:
        return number


def _money(amount: str) -> str:
    try:
        return format_money(Decimal(amount))
    except InvalidOperation:
        return amount


WRITERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("cep", "cep_from", "cep_to"), format_cep),
    **dict.fromkeys(("phone", "whatsapp"), _phone),
    **dict.fromkeys(("opens", "closes"), lambda clock: clock[:5]),
    **dict.fromkeys(MONEY, _money),
}


@dataclass(frozen=True)
class Change:
    """One field. Empty text: there was nothing, or there is nothing any more."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it."""

    entry: AuditEntry
    who: str
    did: str
    icon: str
    changes: list[Change]


def read_line(entry: AuditEntry) -> Line:
    area = entry.action.partition(".")[0]
    written = [
        Change(label_of(name), text_of(name, before), text_of(name, after))
        for name, before, after in entry.changes
    ]
    return Line(
        entry=entry,
        who=_who(entry),
        did=str(ACTIONS.get(entry.action, entry.action)),
        icon=ICONS.get(area, "history"),
        changes=[one for one in written if one.before or one.after],
    )


def _who(entry: AuditEntry) -> str:
    who = entry.actor_label or gettext("The system")
    if entry.acting_as == "support":
        return gettext("%(who)s as support") % {"who": who}
    if entry.acting_as:
        return gettext("%(who)s as %(member)s") % {"who": who, "member": entry.acting_as}
    return who


def label_of(name: str) -> str:
    """Name a field as its form does."""
    if name in FIELDS:
        return str(FIELDS[name])
    columns = {field.name: field for field in Tenant._meta.concrete_fields}
    text = str(columns[name].verbose_name) if name in columns else name.replace("_", " ")
    return text[:1].upper() + text[1:]


def text_of(name: str, value: Any) -> str:
    """Write a stored value for people."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(text_of(name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{label_of(key)}: {text_of(key, one)}" for key, one in value.items())
    if name in WRITERS and isinstance(value, str):
        return WRITERS[name](value)
    if value == "changed":
        return gettext("%(hidden)s (another one)") % {"hidden": HIDDEN}
    return _written(str(VALUES.get(name, {}).get(value, value)))


def _written(text: str) -> str:
    """Dates and times are stored in ISO form."""
    try:
        if len(text) == 10 and (day := parse_date(text)):
            return date_format(day, "SHORT_DATE_FORMAT")
        if "T" in text and (at := parse_datetime(text)):
            return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
    except ValueError:
        return text
    return text
