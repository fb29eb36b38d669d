"""What is told to customers when something happens to their orders."""

from flowt.events import subscribe
from messaging import kinds
from messaging.kinds import MessageKind
from messaging.operations.queueing import placed_key, queue_order_message
from orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderDelivered,
    OrderMoved,
    OrderPaid,
    OrderPlaced,
    OrderReady,
    OrderRejected,
    OrderReopened,
    OrderSentOut,
)
from orders.models import Order
from payments.events import PaymentRefunded
from payments.selectors import payments_of, pays_ahead, standing_of


@subscribe(OrderPlaced)
def confirm_order(event: OrderPlaced) -> None:
    if order := _order(event.order_id):
        queue_order_message(kinds.PLACED, order, key=placed_key(order.pk))


@subscribe(OrderAccepted)
def tell_accepted(event: OrderAccepted) -> None:
    _tell_step(kinds.ACCEPTED, event)


@subscribe(OrderReady)
def tell_ready(event: OrderReady) -> None:
    _tell_step(kinds.READY_NOW, event)


@subscribe(OrderSentOut)
def tell_sent_out(event: OrderSentOut) -> None:
    _tell_step(kinds.SENT_OUT, event)


@subscribe(OrderDelivered)
def tell_delivered(event: OrderDelivered) -> None:
    _tell_step(kinds.DONE, event)


@subscribe(OrderRejected)
def tell_rejected(event: OrderRejected) -> None:
    _tell_step(kinds.REJECTED, event)


@subscribe(OrderCancelled)
def tell_cancelled(event: OrderCancelled) -> None:
    _tell_step(kinds.CANCELLED, event)


@subscribe(OrderReopened)
def tell_reopened(event: OrderReopened) -> None:
    _tell_step(kinds.REOPENED, event)


@subscribe(OrderPaid)
def tell_paid(event: OrderPaid) -> None:
    """Only of what is paid ahead: whoever paid at the door knows."""
    order = _order(event.order_id)
    if order is not None and pays_ahead(order.payment_kind):
        queue_order_message(kinds.PAID, order, key=f"order-{order.pk}-paid")


@subscribe(PaymentRefunded)
def tell_refunded(event: PaymentRefunded) -> None:
    """It tells the sum, so two refunds that are heard of together are told of once."""
    kind, _dash, key = event.reference.partition("-")
    order = _order(int(key)) if kind == "order" and key.isdecimal() else None
    if order is None or not pays_ahead(order.payment_kind):
        return
    payments = payments_of([order.reference]).get(order.reference, [])
    refunded = sum(standing_of(one).refunded for one in payments)
    queue_order_message(kinds.REFUNDED, order, key=f"order-{order.pk}-refunded-{refunded}")


def _tell_step(kind: MessageKind, event: OrderMoved) -> None:
    """Once for the step itself: an order may be taken up again, and called off again."""
    order = _order(event.order_id)
    if order is None:
        return
    verb = event.name.rpartition(".")[2]
    step = order.moves.filter(to_status__in=kind.true_while).order_by("-id").first()
    queue_order_message(kind, order, key=f"order-{order.pk}-{verb}-{step.pk if step else 0}")


def _order(order_id: int) -> Order | None:
    return Order.objects.prefetch_related("lines").filter(pk=order_id).first()
