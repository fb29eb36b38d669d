"""Asking for a message: written down once for its cause, and sent by a worker after the commit."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from flowt import origin, rows
from flowt.effects.operations import request_effect
from flowt.live import notify
from flowt.tenancy import current_tenant
from messaging.effects import EMAIL
from messaging.kinds import READY_NOW, MessageKind
from messaging.language import BadTemplate
from messaging.models import Message
from messaging.rendering import Rendered, render
from messaging.selectors import words_of
from messaging.suppressing import index_of
from messaging.variables import context_of
from orders.models import Order

CHANNEL = "email"


@dataclass(frozen=True, kw_only=True)
class To:
    """Whom it is for, and what it is about."""

    address: str
    name: str = ""
    person_id: int | None = None
    order_id: int | None = None
    about: str = ""  # "order 12": nothing personal


@transaction.atomic(savepoint=False)
def queue_message(
    kind: str,
    rendered: Rendered,
    to: To,
    *,
    key: str,
    attach: tuple[str, ...] = (),
    thread: str = "",
) -> Message:
    """Have a message sent after the caller's commit, once for its `key`.

    Whether it may leave is the gate's to decide, when it does. `thread` is the key of the message
    that it goes on from. A repeat returns the first one, unchanged.
    """
    content: Any = {**_letter(rendered, to), "attach": list(attach), "thread": thread}
    message = Message(
        channel=CHANNEL,
        kind=kind,
        key=key,
        person_id=to.person_id,
        order_id=to.order_id,
        about=to.about,
        to_email=to.address.strip(),
        to_email_index=index_of(to.address),
        correlation_id=origin.current().correlation_id,
        content=content,
    )
    if not rows.insert(message, on_conflict="(key) DO NOTHING"):
        return Message.objects.get(key=key)
    message.effect = request_effect(
        EMAIL, key=key, payload={"message": message.pk}, subject=to.about or kind
    )
    message.save(update_fields=["effect"])
    notify("messages", message=message.pk)
    return message


def _letter(rendered: Rendered, to: To) -> dict[str, Any]:
    return {
        "to_name": to.name,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
    }


def queue_order_message(kind: MessageKind, order: Order, *, key: str) -> Message | None:
    """Tell whoever ordered. None where they left no e-mail, or this kind is off.

    A repeat returns the first one, unchanged.
    """
    words = words_of(kind)
    if not order.customer_email or not words.is_on or not _fits(kind, order):
        return None
    if known := Message.objects.filter(key=key).first():
        return known
    tenant = current_tenant()
    context = context_of(order, tenant)
    try:
        made = render(subject=words.subject, body=words.body, context=context, tenant=tenant)
    except BadTemplate:  # of an older version of the language: our own words
        own = {"subject": str(kind.subject), "body": str(kind.body)}
        made = render(**own, context=context, tenant=tenant)
    to = To(
        address=order.customer_email,
        name=order.customer_name,
        person_id=order.person_id,
        order_id=order.pk,
        about=f"order {order.number}",
    )
    first = placed_key(order.pk)
    return queue_message(
        kind.kind, made, to, key=key, attach=kind.attach, thread="" if key == first else first
    )


def placed_key(order_id: int) -> str:
    """The key of an order's first message, which the later ones go on from."""
    return f"order-{order_id}-placed"


def _fits(kind: MessageKind, order: Order) -> bool:
    """A delivery that is ready says so when it leaves."""
    return not (kind is READY_NOW and order.profile == Order.Profile.DELIVERY)
