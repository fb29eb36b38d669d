"""The kinds of message that are sent about an order, each with the words that come with Flowt."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.states import APPROVED, DELIVERED, OUT, READY, UNDER_REVIEW

RECEIPT = "receipt"  # what `messaging.attachments` knows how to make
EVER: frozenset[str] = frozenset()
SUMMARY, TEST = "day.summary", "test"


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """`true_while`: the states of an order in which the message still says something true."""

    kind: str  # stored, never renamed
    label: str | Promise
    about: str | Promise
    icon: str
    subject: str | Promise
    body: str | Promise
    attach: tuple[str, ...] = ()
    is_on: bool = True
    true_while: frozenset[str] = EVER


PLACED = MessageKind(
    kind="order.placed",
    label=_("Order received"),
    about=_("Right after the order, as its confirmation."),
    icon="receipt-text",
    subject=_("{{store.name}}: we received your order #{{order.number}}"),
    body=_(
        "# We received your order\n\n"
        "Hello, {{person.name|first_name}}! Your order **#{{order.number}}** reached us"
        " on {{order.placed_at}}.\n"
        "{{order.payment_hint}}\n\n"
        "{{order.summary}}\n\n"
        "[[Follow your order|{{order.url}}]]"
    ),
    attach=(RECEIPT,),
)
ACCEPTED = MessageKind(
    kind="order.accepted",
    label=_("Order accepted"),
    about=_("When you accept it and begin."),
    icon="chef-hat",
    subject=_("Your order #{{order.number}} is being prepared"),
    body=_(
        "# It is being prepared\n\n"
        "{{person.name|first_name}}, we accepted your order **#{{order.number}}** and are"
        " on it.\n\n"
        "[[Follow your order|{{order.url}}]]"
    ),
    is_on=False,
    true_while=frozenset({APPROVED}),
)
READY_NOW = MessageKind(
    kind="order.ready",
    label=_("Order ready"),
    about=_("When it can be picked up, or comes to the table. Not for deliveries."),
    icon="package",
    subject=_("Your order #{{order.number}} is ready"),
    body=_(
        "# Your order is ready\n\n"
        "{{person.name|first_name}}, order **#{{order.number}}** is ready.\n"
        "Pick it up at {{order.pickup_at}}: say your name or the number.\n\n"
        "[[See the order|{{order.url}}]]"
    ),
    true_while=frozenset({READY}),
)
SENT_OUT = MessageKind(
    kind="order.sent_out",
    label=_("On the way"),
    about=_("When a delivery leaves."),
    icon="bike",
    subject=_("Your order #{{order.number}} is on the way"),
    body=_(
        "# It is on the way\n\n"
        "{{person.name|first_name}}, order **#{{order.number}}** left and is coming to you.\n\n"
        "**Address:** {{order.address}}\n"
        "**Have ready:** {{order.to_pay|money}} ({{order.payment}})\n\n"
        "[[Follow your order|{{order.url}}]]"
    ),
    true_while=frozenset({OUT}),
)
DONE = MessageKind(
    kind="order.delivered",
    label=_("Order delivered"),
    about=_("When it was handed over. The receipt goes with it."),
    icon="badge-check",
    subject=_("Thank you! Your receipt of order #{{order.number}}"),
    body=_(
        "# Thank you, {{person.name|first_name}}!\n\n"
        "Order **#{{order.number}}** was handed over. We hope you enjoy it; your receipt is"
        " attached.\n\n"
        "{{order.summary}}\n\n"
        "[[Order again|{{store.url}}]]"
    ),
    attach=(RECEIPT,),
    true_while=frozenset({DELIVERED}),
)
REJECTED = MessageKind(
    kind="order.rejected",
    label=_("Order not accepted"),
    about=_("When you cannot take it. It says why."),
    icon="circle-x",
    subject=_("We could not accept your order #{{order.number}}"),
    body=_(
        "# We could not accept your order\n\n"
        "{{person.name|first_name}}, we are sorry: order **#{{order.number}}** was not accepted.\n"
        "**Why:** {{order.reason}}\n"
        "{{order.refund_hint}}\n\n"
        "[[See the menu|{{store.url}}]]"
    ),
    true_while=frozenset({"rejected"}),
)
CANCELLED = MessageKind(
    kind="order.cancelled",
    label=_("Order cancelled"),
    about=_("When an accepted order is called off. It says why."),
    icon="ban",
    subject=_("Your order #{{order.number}} was cancelled"),
    body=_(
        "# Your order was cancelled\n\n"
        "{{person.name|first_name}}, order **#{{order.number}}** was cancelled.\n"
        "**Why:** {{order.reason}}\n"
        "{{order.refund_hint}}\n\n"
        "[[See the order|{{order.url}}]]"
    ),
    true_while=frozenset({"cancelled"}),
)
REOPENED = MessageKind(
    kind="order.reopened",
    label=_("Order taken up again"),
    about=_("When a late payment of a cancelled order is accepted after all."),
    icon="undo-2",
    subject=_("Your order #{{order.number}} goes on"),
    body=_(
        "# Your order goes on\n\n"
        "{{person.name|first_name}}, your payment arrived and order **#{{order.number}}** is open"
        " again.\n\n"
        "[[Follow your order|{{order.url}}]]"
    ),
    true_while=frozenset({UNDER_REVIEW, APPROVED, READY, OUT}),
)
PAID = MessageKind(
    kind="payment.approved",
    label=_("Payment received"),
    about=_("When an order paid in advance was paid. Not for cash and cards on delivery."),
    icon="wallet",
    subject=_("We received your payment of order #{{order.number}}"),
    body=_(
        "# Payment received\n\n"
        "{{person.name|first_name}}, we received **{{order.paid|money}}** for order"
        " **#{{order.number}}**. Thank you!\n\n"
        "[[Follow your order|{{order.url}}]]"
    ),
)
REFUNDED = MessageKind(
    kind="payment.refunded",
    label=_("Money sent back"),
    about=_("When some or all of a payment went back."),
    icon="banknote",
    subject=_("We sent money of order #{{order.number}} back"),
    body=_(
        "# Your money went back\n\n"
        "{{person.name|first_name}}, we sent **{{payment.refunded|money}}** of order"
        " **#{{order.number}}** back to you. Depending on your bank it can take a while to"
        " show up.\n\n"
        "[[See the order|{{order.url}}]]"
    ),
)

KINDS: dict[str, MessageKind] = {
    one.kind: one
    for one in (
        *(PLACED, PAID, ACCEPTED, READY_NOW, SENT_OUT, DONE),
        *(REJECTED, CANCELLED, REOPENED, REFUNDED),
    )
}
OTHER_LABELS: dict[str, str | Promise] = {SUMMARY: _("Summary of the day"), TEST: _("Test")}


def label_of(kind: str) -> str:
    """What a kind is called, also one that has no template."""
    return str(KINDS[kind].label if kind in KINDS else OTHER_LABELS.get(kind, kind))
