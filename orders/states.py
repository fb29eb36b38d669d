"""What may happen to an order, declared: by profile, state and verb. No database here.

States are `Order.Status` values and profiles `Order.Profile` values; a test keeps them the same.
A verb that the matrix does not name is forbidden.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal

UNDER_REVIEW, APPROVED, READY = "under_review", "approved", "ready"
OUT, DELIVERED = "out_for_delivery", "delivered"
REJECTED, CANCELLED = "rejected", "cancelled"
FINAL = frozenset({DELIVERED, REJECTED, CANCELLED})


class Verb(TextChoices):
    """What a person of the team does to an order; in the order in which buttons stand."""

    ACCEPT = "accept", _("Accept")
    READY = "ready", _("Mark as ready")
    SEND = "send", _("Send out")
    DELIVER = "deliver", _("Mark as delivered")
    REJECT = "reject", _("Reject")
    CANCEL = "cancel", _("Cancel the order")


PERMISSIONS: dict[str, str] = {
    Verb.ACCEPT: "orders.move",
    Verb.READY: "orders.move",
    Verb.SEND: "orders.move",
    Verb.DELIVER: "orders.move",
    Verb.REJECT: "orders.cancel",
    Verb.CANCEL: "orders.cancel",
}

# What the customer watches, in order. The way out of it is `rejected` or `cancelled`.
STEPS: dict[str, tuple[str, ...]] = {
    "delivery": (UNDER_REVIEW, APPROVED, READY, OUT, DELIVERED),
    "pickup": (UNDER_REVIEW, APPROVED, READY, DELIVERED),
    "table": (UNDER_REVIEW, APPROVED, READY, DELIVERED),
}

_START: dict[tuple[str, str], str] = {
    (UNDER_REVIEW, Verb.ACCEPT): APPROVED,
    (UNDER_REVIEW, Verb.REJECT): REJECTED,
    (UNDER_REVIEW, Verb.CANCEL): CANCELLED,
    (APPROVED, Verb.READY): READY,
    (APPROVED, Verb.CANCEL): CANCELLED,
    (READY, Verb.CANCEL): CANCELLED,
}
_HANDED_OVER: dict[tuple[str, str], str] = {
    **_START,
    (APPROVED, Verb.DELIVER): DELIVERED,  # at the counter nobody marks a coffee as ready
    (READY, Verb.DELIVER): DELIVERED,
}
MATRIX: dict[str, dict[tuple[str, str], str]] = {
    "delivery": {
        **_START,
        (APPROVED, Verb.SEND): OUT,
        (READY, Verb.SEND): OUT,
        (OUT, Verb.DELIVER): DELIVERED,
        (OUT, Verb.CANCEL): CANCELLED,
    },
    "pickup": _HANDED_OVER,
    "table": _HANDED_OVER,
}

# No button: where an order that was called off begins anew, when its payment came after all and
# somebody accepts it.
REOPENED: dict[str, str] = {REJECTED: UNDER_REVIEW, CANCELLED: UNDER_REVIEW}


class ForbiddenMove(Refusal):
    """The matrix does not let this verb act on an order in that state."""

    sentence = _("“%(verb)s” is not possible in the state the order is in now.")


def next_verbs(profile: str, status: str) -> tuple[Verb, ...]:
    """Return the verbs that may act on an order, as their buttons stand; none when it is final."""
    moves = MATRIX[profile]
    return tuple(verb for verb in Verb if (status, verb) in moves)


def target(profile: str, status: str, verb: str) -> str:
    """Return the state the verb leads to. Raises ForbiddenMove, also on an unknown verb."""
    try:
        return MATRIX[profile][status, verb]
    except KeyError:
        label = Verb(verb).label if verb in Verb.values else verb
        raise ForbiddenMove(verb=label) from None


def permission_for(verb: str) -> str:
    """Return the permission that the verb asks for. Raises KeyError on an unknown verb."""
    return PERMISSIONS[verb]
