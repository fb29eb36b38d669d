"""What the templates of orders may name, and what it stands for: plain values only."""

from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.phones import format_phone
from messaging import language
from messaging.filters import plain as written_moment
from messaging.language import BadTemplate, Variable
from orders.models import Order, OrderLine
from orders.options import rows_of
from payments.models import Payment
from payments.selectors import label_of, payments_of, pays_ahead, standing_of
from tenants.models import Tenant
from tenants.selectors import public_url

SUMMARY = "order.summary"
BLOCKS = frozenset({SUMMARY})
VARIABLES: dict[str, str | Promise] = {  # path → what it is, as the palette of the editor says
    "person.name": gettext_lazy("Customer's name"),
    "person.phone": gettext_lazy("Customer's phone"),
    "order.number": gettext_lazy("Order number"),
    SUMMARY: gettext_lazy("Table of items and totals (alone on its line)"),
    "order.total": gettext_lazy("Total"),
    "order.subtotal": gettext_lazy("Subtotal"),
    "order.discount": gettext_lazy("Discount"),
    "order.delivery_fee": gettext_lazy("Delivery fee"),
    "order.paid": gettext_lazy("What was paid so far"),
    "order.to_pay": gettext_lazy("What is left to pay"),
    "order.placed_at": gettext_lazy("When it was placed"),
    "order.scheduled_for": gettext_lazy("When it was ordered for, if for later"),
    "order.status": gettext_lazy("State"),
    "order.way": gettext_lazy("Delivery, pick-up or table"),
    "order.address": gettext_lazy("Delivery address"),
    "order.pickup_at": gettext_lazy("Where it is picked up"),
    "order.table": gettext_lazy("Table"),
    "order.payment": gettext_lazy("Way of paying"),
    "order.payment_hint": gettext_lazy("A reminder to pay, where PIX is waited for"),
    "order.notes": gettext_lazy("The customer's note"),
    "order.reason": gettext_lazy("Why it was rejected or cancelled"),
    "order.store_note": gettext_lazy("What you wrote about it"),
    "order.refund_hint": gettext_lazy("That a payment goes back, where one does"),
    "order.url": gettext_lazy("Address of the order's page"),
    "payment.refunded": gettext_lazy("What went back so far"),
    "store.name": gettext_lazy("Your business"),
    "store.phone": gettext_lazy("Your phone"),
    "store.email": gettext_lazy("Your e-mail"),
    "store.address": gettext_lazy("Your address"),
    "store.url": gettext_lazy("Address of your menu"),
}
MONEY = frozenset(
    {"order.total", "order.subtotal", "order.discount", "order.delivery_fee"}
    | {"order.paid", "order.to_pay", "payment.refunded"}
)


def usual(path: str) -> str:
    """How a variable is most often written: what the palette inserts."""
    shown = {**dict.fromkeys(MONEY, "|money"), "person.name": "|first_name"}
    return "{{" + path + shown.get(path, "") + "}}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a text, and where: line and column from 1."""

    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        place = _("Line %(line)s, column %(column)s:") % {
            "line": self.line,
            "column": self.column,
        }
        return f"{place} {self.sentence}"


def check(source: str, *, has_blocks: bool) -> list[Problem]:
    """Return what is wrong with a subject or a body, in the reader's language; [] if nothing."""
    source = source.replace("\r\n", "\n")
    try:
        named = language.variables(language.parse(source))
    except BadTemplate as error:
        return [Problem(*error.place(source), str(error))]
    found = [_wrong_with(one, source, has_blocks=has_blocks) for one in named]
    return [
        Problem(*BadTemplate("", one.at).place(source), sentence)
        for one, sentence in zip(named, found, strict=True)
        if sentence
    ]


def _wrong_with(variable: Variable, source: str, *, has_blocks: bool) -> str:
    path = variable.path
    if path not in VARIABLES:
        near = get_close_matches(path, VARIABLES, n=1, cutoff=0.6)
        text = _("There is no variable “%(path)s”.") % {"path": path}
        hint = _("Did you mean “%(path)s”?") % {"path": near[0]} if near else ""
        return f"{text} {hint}".strip()
    if path in BLOCKS:
        line = source[source.rfind("\n", 0, variable.at) + 1 :].partition("\n")[0].strip()
        if not has_blocks:
            return _("“%(path)s” is a table: it goes into the text only.") % {"path": path}
        if line.count("{{") != 1 or not (line.startswith("{{") and line.endswith("}}")):
            return _("“%(path)s” is a table: put it alone on its line.") % {"path": path}
    return ""


def context_of(order: Order, tenant: Tenant) -> dict[str, Any]:
    """Return what a message about an order can say: plain values in plain dicts."""
    payments = payments_of([order.reference]).get(order.reference, [])
    refunded = sum((standing_of(one).refunded for one in payments), Decimal(0))
    return {
        "person": {"name": order.customer_name, "phone": _phone(order.customer_phone)},
        "order": {**_order(order, tenant, payments), "summary": _summary(order)},
        "payment": {"refunded": refunded},
        "store": _store(tenant),
    }


def _store(tenant: Tenant) -> dict[str, Any]:
    return {
        "name": tenant.name,
        "phone": _phone(tenant.phone),
        "email": tenant.email,
        "address": _place(tenant),
        "url": public_url(tenant, reverse("storefront:menu")),
    }


def _order(order: Order, tenant: Tenant, payments: list[Payment]) -> dict[str, Any]:
    waits = pays_ahead(order.payment_kind) and not order.is_paid and order.is_open
    goes_back = not order.is_open and any(standing_of(one).received for one in payments)
    return {
        "number": order.number,
        "total": order.total,
        "subtotal": order.subtotal,
        "discount": order.discount or None,
        "delivery_fee": order.delivery_fee or None,
        "paid": order.paid,
        "to_pay": (order.total - order.paid) or None,
        "placed_at": order.placed_at,
        "scheduled_for": order.scheduled_for,
        "status": order.get_status_display(),
        "way": order.get_profile_display(),
        "address": _address(order.address),
        "pickup_at": (_place(tenant) or tenant.name) if order.profile == "pickup" else "",
        "table": order.table_label,
        "payment": label_of(order.payment_kind, order.profile),
        "payment_hint": _hint(order) if waits else "",
        "notes": order.notes,
        "reason": order.close_reason_label,
        "store_note": order.close_note,
        "refund_hint": _("What you paid goes back to you.") if goes_back else "",
        "url": public_url(tenant, order.get_absolute_url()),
    }


def _hint(order: Order) -> str:
    if order.payment_kind.rpartition(":")[2].startswith("pix"):
        return _("Pay with PIX on the order's page so that we can begin.")
    return _("Pay on the order's page so that we can begin.")


def _summary(order: Order) -> dict[str, Any]:
    lines = [
        {
            "quantity": line.quantity,
            "name": line.name,
            "options": _options(line),
            "total": line.total,
        }
        for line in order.lines.all()
    ]
    totals = [(_("Subtotal"), order.subtotal)]
    if order.discount:
        totals.append((_("Discount"), -order.discount))
    if order.profile == Order.Profile.DELIVERY:
        totals.append((_("Delivery"), order.delivery_fee))
    facts = [(_("When"), order.scheduled_for)] if order.scheduled_for else []
    way = " · ".join(filter(None, [order.get_profile_display(), order.table_label]))
    return {
        "lines": lines,
        "totals": totals if len(totals) > 1 else [],
        "total": order.total,
        "facts": [
            (_("How"), way),
            *((label, written_moment(moment)) for label, moment in facts),
            (_("Payment"), label_of(order.payment_kind, order.profile)),
        ],
    }


def _options(line: OrderLine) -> str:
    rows = rows_of(line.options)
    return ", ".join(
        f"{row.quantity}× {row.name}" if row.quantity > 1 else row.name for row in rows
    )


def _address(address: dict[str, str]) -> str:
    street = ", ".join(filter(None, [address.get("street"), address.get("number")]))
    parts = [street, address.get("complement"), address.get("district"), address.get("city")]
    return " – ".join(filter(None, parts))


def _place(tenant: Tenant) -> str:
    street = ", ".join(filter(None, [tenant.street, tenant.street_number]))
    return " – ".join(filter(None, [street, tenant.district, tenant.city]))


def _phone(number: str) -> str:
    return format_phone(number) if number else ""


def sample_context(tenant: Tenant) -> dict[str, Any]:
    """Values for a preview where no order was placed yet."""
    order = Order(
        number=1042,
        customer_name=_("Ana Lima"),
        profile="delivery",
        payment_kind="cash",
        subtotal=Decimal(50),
        delivery_fee=Decimal(8),
        total=Decimal(58),
        placed_at=timezone.now(),
        address={"street": _("Main Street"), "number": "10", "district": _("Downtown")},
        close_reason=Order.CloseReason.STOCK,
        token="sample",  # noqa: S106 - it leads nowhere
    )
    lines = [
        {"quantity": 1, "name": _("Dish of the day"), "options": "", "total": Decimal(38)},
        {"quantity": 2, "name": _("Juice"), "options": _("no ice"), "total": Decimal(12)},
    ]
    summary = {
        "lines": lines,
        "totals": [(_("Subtotal"), order.subtotal), (_("Delivery"), order.delivery_fee)],
        "total": order.total,
        "facts": [(_("How"), order.get_profile_display())],
    }
    return {
        "person": {"name": order.customer_name, "phone": "(11) 98765-4321"},
        "order": {**_order(order, tenant, []), "summary": summary},
        "payment": {"refunded": order.total},
        "store": _store(tenant),
    }
