"""Taking an order up again, or once more, because its payment came after all."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from catalog.operations.stock import take_stock
from flowt.events import publish
from offers.operations.usage import take_again
from orders import states
from orders.events import OrderPlaced, OrderReopened
from orders.models import Order, OrderLine, OrderMove, new_token
from orders.operations.moving import label_of, tell_live
from orders.operations.placing import next_number
from orders.quantities import units_of
from orders.slots import take_slot
from orders.tabs import settling

REOPEN, REPEAT = "reopen", "repeat"  # verbs of the moves


@transaction.atomic
def reopen_order(order: Order, *, actor: Any) -> Order:
    """Bring an order that was called off back to where it began, with its stock taken anew.

    One that is not called off stays as it is. Raises catalog's SoldOut, offers' OfferUsedUp, and
    SlotFull where its slot has no place left; then nothing changed.
    """
    tab = settling.hold_of(order)
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.status not in states.REOPENED:
        return order
    take_slot(order)
    units = units_of(order.lines.all())
    take_stock(units)
    take_again(order.reference)
    before, order.status = order.status, states.REOPENED[order.status]
    order.closed_at, order.close_reason, order.close_note = None, "", ""
    order.started_at = None
    order.save(update_fields=["status", "started_at", "closed_at", "close_reason", "close_note"])
    _note(order, REOPEN, before, actor)
    quantities = [[item_id, quantity] for item_id, quantity in units.items()]
    publish(
        OrderReopened(
            order_id=order.pk,
            number=order.number,
            person_id=order.person_id,
            quantities=quantities,
        ),
        actor=actor,
    )
    tell_live(order, REOPEN)
    if tab is not None:
        settling.settle(tab, actor=actor)
    return order


@transaction.atomic
def repeat_order(order: Order, *, actor: Any) -> Order:
    """Place the same order once more, at the same prices, as when its customer paid twice.

    Raises catalog's SoldOut and offers' OfferUsedUp. It does not know a repeat: whoever decides
    does.
    """
    lines = list(order.lines.all())
    units = units_of(lines)
    again = Order.objects.get(pk=order.pk)
    again.pk, again.number, again.token = None, next_number(), new_token()
    again._state.adding = True
    again.idempotency_key, again.status, again.paid = uuid4().hex, states.UNDER_REVIEW, 0
    again.placed_at = timezone.now()
    again.started_at = again.accepted_at = again.ready_at = again.closed_at = None
    again.close_reason = again.close_note = ""
    again.save()
    take_slot(again)  # before the stock and the uses, as whoever places an order does
    take_stock(units)
    take_again(order.reference, for_reference=again.reference)
    for line in lines:
        line.pk, line.order = None, again
        line._state.adding = True
    OrderLine.objects.bulk_create(lines)
    _note(again, REPEAT, "", actor)
    _tell_placed(again, units, actor)
    return again


def _tell_placed(order: Order, units: dict[int, int], actor: Any) -> None:
    quantities = [[item_id, quantity] for item_id, quantity in units.items()]
    publish(
        OrderPlaced(
            order_id=order.pk,
            number=order.number,
            person_id=order.person_id,
            profile=order.profile,
            total=order.total,
            payment_kind=order.payment_kind,
            quantities=quantities,
            via=order.via,
            qr_src=order.qr_src,
            qr_code=order.qr_code,
            scheduled_for=order.scheduled_for.isoformat() if order.scheduled_for else "",
        ),
        actor=actor,
    )
    tell_live(order, REPEAT)


def _note(order: Order, verb: str, before: str, actor: Any) -> None:
    OrderMove.objects.create(
        order=order,
        verb=verb,
        from_status=before,
        to_status=order.status,
        actor_id=getattr(actor, "pk", None),
        actor_label=label_of(actor),
    )
