"""Moving an order from state to state, as the matrix of `orders.states` allows."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.operations.stock import return_stock
from flowt.events import publish
from flowt.live import notify
from offers.operations.usage import release_uses
from orders import states
from orders.errors import ReasonMissing
from orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderDelivered,
    OrderMoved,
    OrderReady,
    OrderRejected,
    OrderSentOut,
)
from orders.models import Order, OrderMove
from orders.quantities import units_of
from orders.slots import release_slot
from orders.tabs import settling
from payments.models import Payment
from payments.operations import ask_refund, cancel_payment
from payments.selectors import payments_of, standing_of

Verb = states.Verb
EVENTS: dict[str, type[OrderMoved]] = {
    Verb.ACCEPT: OrderAccepted,
    Verb.READY: OrderReady,
    Verb.SEND: OrderSentOut,
    Verb.DELIVER: OrderDelivered,
    Verb.REJECT: OrderRejected,
    Verb.CANCEL: OrderCancelled,
}
CALLED_OFF = frozenset({states.REJECTED, states.CANCELLED})


@transaction.atomic
def move_order(order: Order, *, verb: str, reason: str = "", note: str = "", actor: Any) -> Order:
    """Act on an order. What was called off gives its stock back and is not paid any more.

    `reason` (an Order.CloseReason) is needed to reject or cancel. `actor` is None when the
    system acts. What was paid is asked to be sent back: by its gateway, or by hand. Raises
    ForbiddenMove and ReasonMissing, and then nothing changed; a repeat is a forbidden move.
    """
    tab = settling.hold_of(order)
    order = Order.objects.select_for_update().get(pk=order.pk)
    before, order.status = order.status, states.target(order.profile, order.status, verb)
    is_called_off = order.status in CALLED_OFF
    if is_called_off and not reason:
        raise ReasonMissing
    reason, note = (reason, note) if is_called_off else ("", "")
    fields = _stamp(order, reason, note)
    order.save(update_fields=["status", *fields])
    OrderMove.objects.create(
        order=order,
        verb=verb,
        from_status=before,
        to_status=order.status,
        actor_id=getattr(actor, "pk", None),
        actor_label=label_of(actor),
        reason=reason,
        note=note,
    )
    told: dict[str, Any] = {"reason": reason}
    if is_called_off:
        told["quantities"] = _give_back(order, actor)
        if tab is not None:
            settling.settle(tab, actor=actor)
    publish(
        EVENTS[verb](order_id=order.pk, number=order.number, person_id=order.person_id, **told),
        actor=actor,
    )
    tell_live(order, verb)
    return order


def _give_back(order: Order, actor: Any) -> list[list[int]]:
    """Free what an order that was called off holds; return the units of each item."""
    release_slot(order)
    units = units_of(order.lines.all())
    return_stock(units)
    release_uses(order.reference)
    _call_payment_off(order, actor)
    return [[item_id, quantity] for item_id, quantity in units.items()]


def tell_live(order: Order, verb: str) -> None:
    """Have open boards, and the customer's page, look again after the commit."""
    notify("orders", number=order.number, verb=verb)
    notify(f"order-{order.token}")
    if order.tab_id is not None:
        notify(f"tab-{order.tab_id}")


def _stamp(order: Order, reason: str, note: str) -> list[str]:
    """Write down when it came to this state; return the fields that changed."""
    now, fields = timezone.now(), []
    if order.status == states.APPROVED:
        order.accepted_at, fields = now, ["accepted_at"]
    if order.status in (states.READY, states.OUT) and order.ready_at is None:
        order.ready_at, fields = now, ["ready_at"]
    if order.status in states.FINAL:
        order.closed_at, order.close_reason, order.close_note = now, reason, note
        fields = ["closed_at", "close_reason", "close_note"]
    return fields


def _call_payment_off(order: Order, actor: Any) -> None:
    for payment in payments_of([order.reference]).get(order.reference, []):
        if payment.status in (Payment.Status.PENDING, Payment.Status.REFUSED):
            cancel_payment(payment, actor=actor)
        standing = standing_of(payment)
        left = standing.kept - standing.refund_due
        if left > Decimal(0):
            ask_refund(payment, key=f"{payment.key}-called-off", amount=left, actor=actor)


def label_of(actor: Any) -> str:
    """Whom an order's history names."""
    if actor is None:
        return ""
    return str(getattr(actor, "name", "") or getattr(actor, "email", ""))[:254]
