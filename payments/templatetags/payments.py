"""How payments are written in pages."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.models import HostedCharge, Payment, PixReceipt
from payments.pix_keys import KeyKind
from payments.psp.review import open_count
from payments.selectors import label_of

register = template.Library()
Problem = PixReceipt.Problem
ADVICE: dict[str, str | Promise] = {
    Problem.LATE: _(
        "It came after the order was called off. Accepting it takes the order up again, if there"
        " is still stock."
    ),
    Problem.DUPLICATE: _(
        "The order was paid already. Accepting it places the same order once more, if there is"
        " stock."
    ),
    Problem.AMOUNT: _(
        "Accepting it counts it for the order; what is too much goes back, what is missing stays"
        " to be paid."
    ),
    Problem.PAYEE: _(
        "The bank says that it went to another PIX key than yours. Accept it only if that key is"
        " yours too."
    ),
    Problem.UNKNOWN: _("No order of yours asked for it. Accepting it keeps it without an order."),
    Problem.CONFLICT: _(
        "The bank tells of the payment, and says that the charge is still open. Look at your"
        " statement before you accept it."
    ),
    Problem.MISSING: _("It counted, and the bank does not list it any more. Ask your bank why."),
    Problem.CHARGEBACK: _(
        "The payer disputes it. Answer with your proof on the gateway's page, in the days it gives."
    ),
    Problem.TAKEN_BACK: _("The bank sent money of this payment back without you asking here."),
}
LABELS: dict[str, str | Promise] = {
    Problem.LATE: _("Accept, take the order up again"),
    Problem.DUPLICATE: _("Accept, place it once more"),
    Problem.UNKNOWN: _("Keep it"),
}


@register.filter
def gateway_label(kind: str) -> str:
    """The name of a way of paying."""
    return label_of(kind)


@register.filter
def key_kind_label(kind: str) -> str:
    """The name of a kind of PIX key."""
    return str(KeyKind(kind).label) if kind in KeyKind.values else kind


@register.filter
def review_advice(receipt: PixReceipt) -> str:
    """What a held payment means, and what accepting it does."""
    return str(ADVICE[receipt.problem])


@register.filter
def accept_label(receipt: PixReceipt) -> str:
    """What the button does that accepts a held payment."""
    return str(LABELS.get(receipt.problem, _("Accept it")))


@register.simple_tag
def hosted_charges(payments: list[Payment]) -> list[HostedCharge]:
    """The charges of these payments at gateways with pages of their own, the oldest first."""
    hosted = [one.pk for one in payments if ":" in one.gateway]
    return list(HostedCharge.objects.filter(payment__in=hosted).order_by("pk")) if hosted else []


@register.simple_tag
def review_count() -> int:
    """How many payments and refunds wait for a person."""
    return open_count()
