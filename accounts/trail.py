"""The audit trail in words: what was done, to which field, from what to what."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from flowt.audit.models import AuditEntry
from flowt.audit.trail import HIDDEN
from flowt.brazil import format_cep
from flowt.errors import Refusal
from flowt.money import format_money
from flowt.phones import format_phone
from tenants.models import OrderProfile, Tenant

AREAS: dict[str, tuple[str | Promise, tuple[str, ...], str]] = {  # label, prefixes, icon
    "tenant": (_("Business"), ("tenant", "installation"), "building-2"),
    "settings": (_("Settings"), ("settings",), "settings"),
    "team": (_("Team"), ("team",), "users"),
    "user": (_("Sign-ins"), ("user",), "key-round"),
    "support": (_("Support"), ("support",), "headset"),
    "catalog": (
        _("Catalogue"),
        ("item", "category", "group", "option", "catalogue", "catalog"),
        "utensils",
    ),
    "orders": (_("Orders"), ("orders", "order"), "receipt-text"),
    "people": (_("Customers"), ("person",), "users"),
    "payments": (_("Payments"), ("payments", "payment"), "wallet"),
    "qr": (_("QR codes"), ("qr",), "qr-code"),
    "texts": (_("Terms and privacy"), ("legal_text",), "file-text"),
    "effects": (_("Sent to the outside"), ("effect",), "send"),
    "api": (_("API keys"), ("api_key",), "key-round"),
    "operation": (_("Operation"), ("due",), "gauge"),
}
ICONS = {prefix: icon for _label, prefixes, icon in AREAS.values() for prefix in prefixes}
ACTIONS: dict[str, str | Promise] = {
    "tenant.create": _("created the business"),
    "tenant.suspend": _("suspended the business"),
    "tenant.reactivate": _("reactivated the business"),
    "tenant.import": _("brought the business in from a file"),
    "tenant.restore": _("restored the business from a file"),
    "tenant.drop": _("deleted the business"),
    "tenant.release_parked": _("released work that a restore had parked"),
    "tenant.discard_parked": _("discarded work that a restore had parked"),
    "person.erase": _("erased a customer's data"),
    "settings.legal": _("changed the legal data"),
    "settings.contact": _("changed contacts and address"),
    "settings.brand": _("changed the brand"),
    "settings.logo": _("changed the logo"),
    "settings.hours": _("changed the opening hours"),
    "settings.exception_add": _("added a special date"),
    "settings.exception_remove": _("removed a special date"),
    "settings.profile": _("changed a way of ordering"),
    "settings.area": _("changed a delivery area"),
    "settings.area_remove": _("removed a delivery area"),
    "settings.language": _("changed the language"),
    "settings.domain_claim": _("asked for an own address"),
    "settings.domain_verify": _("proved an own address"),
    "settings.domain_pause": _("paused an own address: its record is gone"),
    "settings.domain_remove": _("removed an own address"),
    "settings.domain_primary": _("chose the main address"),
    "team.invite": _("invited somebody"),
    "team.revoke": _("withdrew an invitation"),
    "team.join": _("joined the team"),
    "team.add": _("added somebody to the team"),
    "team.change_role": _("changed a role"),
    "team.deactivate": _("ended an access"),
    "team.reactivate": _("gave an access back"),
    "user.rename": _("changed their name"),
    "user.change_password": _("changed their password"),
    "user.reset_password": _("chose a new password by e-mail"),
    "user.end_session": _("signed a browser out"),
    "user.second_factor_add": _("added a second step to their sign-in"),
    "user.second_factor_remove": _("removed a second step from their sign-in"),
    "user.second_factor_reset": _("made new recovery codes"),
    "support.start": _("came in as support"),
    "support.end": _("left as support"),
    "installation.create": _("created the installation"),
    "due.retry": _("queued given-up jobs again"),
    "due.discard": _("discarded given-up jobs"),
    "item.create": _("created an item"),
    "item.change": _("changed an item"),
    "item.picture": _("changed a picture"),
    "item.group": _("changed the options of an item"),
    "item.stock": _("changed the stock"),
    "item.availability": _("changed the availability"),
    "option.availability": _("changed the availability"),
    "group.create": _("created an option group"),
    "group.change": _("changed an option group"),
    "group.delete": _("deleted an option group"),
    "category.create": _("created a category"),
    "category.change": _("changed a category"),
    "category.archive": _("archived a category"),
    "category.restore": _("brought a category back"),
    "catalogue.import": _("imported a catalogue"),
    "qr.create": _("created codes"),
    "qr.change": _("changed a code"),
    "qr.archive": _("archived a code"),
    "qr.restore": _("brought a code back"),
    "payments.configure": _("changed the payment settings"),
    "payments.order": _("changed the order of the payment methods"),
    "payments.accept": _("accepted a payment under review"),
    "payments.return": _("sent a payment under review back"),
    "payments.refund_retry": _("tried a refund again"),
    "payments.refund_by_hand": _("noted a refund sent another way"),
    "legal_text.terms": _("changed the terms of use"),
    "legal_text.privacy": _("changed the privacy notice"),
    "effect.settle": _("said what became of something sent"),
    "effect.retry": _("sent something again"),
    "api_key.create": _("made an API key"),
    "api_key.revoke": _("revoked an API key"),
}
FIELDS: dict[str, str | Promise] = {
    "domain": _("Address on the internet"),
    "problem": _("Problem"),
    "provider_id": _("Number at the provider"),
    "error": _("Note"),
    "is_resent": _("Sent again"),
    "slug": _("Short name"),
    "name": _("Name"),
    "internal_name": _("Name for the team"),
    "sku": _("Code"),
    "prefix": _("Begins with"),
    "scopes": _("What it may do"),
    "expires_at": _("Valid until"),
    "status": _("Status"),
    "category_id": _("Category"),
    "parent_id": _("Inside"),
    "is_visible": _("Shown on the menu"),
    "is_highlight": _("Highlight"),
    "interest_only": _("Enquiries only"),
    "sold_out_until": _("Sold out until"),
    "available": _("Available"),
    "picture": _("Picture"),
    "body": _("Text"),
    "order": _("Order of the methods"),
    "created": _("Created"),
    "changed": _("Changed"),
    "qr_src": _("Origin"),
    "key": _("PIX key"),
    "key_kind": _("Kind of key"),
    "receiver": _("Receiver"),
    "city": _("City"),
    "profiles": _("Ways of ordering"),
    "brands": _("Card brands"),
    "provider": _("Bank"),
    "base_url": _("Address of the API Pix"),
    "token_url": _("Address for the access token"),
    "client_id": _("Client ID"),
    "client_secret": _("Client secret"),
    "certificate": _("Certificate"),
    "certificate_file": _("Certificate"),
    "expiry_minutes": _("Validity of a code (minutes)"),
    "amount": _("Amount"),
    "logo": _("Logo"),
    "kind": _("Kind"),
    "label": _("Label"),
    "tables": _("Tables"),
    "options": _("Options"),
    "group": _("Option group"),
    "price": _("Price"),
    "stock": _("Stock"),
    "description": _("Description"),
    "category": _("Category"),
    "position": _("Position"),
    "role": _("Role"),
    "is_active": _("Active"),
    "is_enabled": _("Offered"),
    "email": _("E-mail"),
    "reason": _("Reason"),
    "jobs": _("Jobs"),
    "minimum_order": _("Minimum order"),
    "preparation_minutes": _("Preparation time (minutes)"),
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
    "on": _("Date"),
    "opens": _("Opens"),
    "closes": _("Closes"),
    "note": _("Note"),
    "cep_from": _("First CEP"),
    "cep_to": _("Last CEP"),
    "fee": _("Delivery fee"),
    "free_from": _("Free from"),
    "second_factor": _("Second step"),
    "device": _("Device"),
    "ip": _("Network address"),
    "host": _("Address"),
    "acting_as": _("In the place of"),
    "until": _("Until"),
    "ended_at": _("Ended at"),
    "estimated_minutes": _("Minutes on the way"),
}
MONEY = ("fee", "free_from", "minimum_order", "price", "total", "amount", "delivery_fee")
VALUES: dict[str, dict[str, Any]] = {
    "role": dict(Role.choices),
    "status": {  # of businesses, and of items
        **dict(Tenant.Status.choices),
        "hidden": _("Hidden"),
        "archived": _("Archived"),
    },
    "kind": {  # of items, and of codes
        "product": _("Product"),
        "service": _("Service"),
        "menu": _("Menu"),
        "table": _("Table"),
        "item": _("Item"),
    },
    "order": {"pix": "PIX", "cash": _("Cash"), "card": _("Card on delivery")},
    "key_kind": {
        "cpf": "CPF",
        "cnpj": "CNPJ",
        "phone": _("Phone"),
        "email": _("E-mail"),
        "random": _("Random key"),
    },
    "second_factor": {
        "totp": _("Authenticator app"),
        "webauthn": _("Passkey"),
        "recovery_codes": _("Recovery codes"),
    },
    "acting_as": {"support": _("nobody, only to look")},
    "profiles": dict(OrderProfile.Kind.choices),
    "niche": dict(Tenant.Niche.choices),
    "holiday_rule": dict(Tenant.HolidayRule.choices),
}


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
    return Line(
        entry=entry,
        who=_who(entry),
        did=str(ACTIONS.get(entry.action, entry.action)),
        icon=ICONS.get(area, "history"),
        changes=[
            Change(label_of(name), text_of(name, before), text_of(name, after))
            for name, before, after in entry.changes
        ],
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
