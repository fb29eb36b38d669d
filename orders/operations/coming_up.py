"""Orders for later: when their time comes, and when somebody begins."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from flowt.events import publish
from orders.events import OrderCameUp, OrderStarted
from orders.models import Order, OrderMove
from orders.operations.moving import label_of, tell_live
from orders.slots import forget_passed
from orders.states import APPROVED

COME_UP, START = "come_up", "start"  # verbs: of what boards are told, and of a move


@transaction.atomic
def bring_up(order_id: int) -> None:
    """Have an order for later stand among the new ones, and ring. One that is over is left.

    The board goes by the clock and this only has it look; a repeat has it look once more.
    """
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    now = timezone.now()
    if order is None or order.prepare_at is None or not order.is_open:
        return
    forget_passed(order.profile, now)
    if order.prepare_at <= now and order.started_at is None and order.ready_at is None:
        publish(OrderCameUp(**_told(order)))
        tell_live(order, COME_UP)


@transaction.atomic
def start_order(order: Order, *, actor: Any) -> Order:
    """Begin an order that was accepted ahead of its time. A repeat changes nothing."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.status != APPROVED or order.prepare_at is None or order.started_at is not None:
        return order
    order.started_at = timezone.now()
    order.save(update_fields=["started_at"])
    OrderMove.objects.create(
        order=order,
        verb=START,
        from_status=order.status,
        to_status=order.status,
        actor_id=getattr(actor, "pk", None),
        actor_label=label_of(actor),
    )
    publish(OrderStarted(**_told(order)), actor=actor)
    tell_live(order, START)
    return order


def _told(order: Order) -> dict[str, Any]:
    return {"order_id": order.pk, "number": order.number, "person_id": order.person_id}
