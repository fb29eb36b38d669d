"""What an order learns of its payment. Orders tell payments; payments know no orders."""

from decimal import Decimal
from typing import Any

from django.db import transaction

from flowt.events import publish
from orders.errors import NothingToConfirm, NothingToRefund
from orders.events import OrderPaid
from orders.models import Order
from orders.operations.moving import tell_live
from payments.models import Payment
from payments.operations import ask_refund, confirm_payment, refund_payment
from payments.selectors import goes_back_by_itself, payments_of, standing_of


@transaction.atomic
def confirm_order_payment(order: Order, *, actor: Any, note: str = "") -> Order:
    """Note that the order was paid in full. A repeat changes nothing.

    Raises NothingToConfirm where no payment is waited for, as after a cancellation.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.is_paid:
        return order
    payment = _payment_of(order, Payment.Status.PENDING, Payment.Status.REFUSED)
    if payment is None:
        raise NothingToConfirm
    confirm_payment(payment, actor=actor, note=note)
    return _bring_up_to_date(order, actor)


@transaction.atomic
def bring_paid_up_to_date(order: Order) -> Order:
    """Write what the order's payments kept; tell if it is paid now. A repeat changes nothing."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    return _bring_up_to_date(order, actor=None)


def _bring_up_to_date(order: Order, actor: Any) -> Order:
    payments = payments_of([order.reference]).get(order.reference, [])
    kept = sum((standing_of(one).kept for one in payments), Decimal(0))
    before, was_paid = order.paid, order.is_paid
    order.paid = min(kept, order.total)
    if order.paid == before:
        return order
    order.save(update_fields=["paid"])
    if order.is_paid and not was_paid:
        publish(
            OrderPaid(
                order_id=order.pk,
                number=order.number,
                person_id=order.person_id,
                amount=order.paid - before,
            ),
            actor=actor,
        )
    tell_live(order, "pay")
    return order


@transaction.atomic
def refund_order_payment(
    order: Order, *, key: str, amount: Decimal | None = None, actor: Any, note: str = ""
) -> Order:
    """Give money back: `amount`, or all that is left. A repeat with the same key changes nothing.

    What came by a gateway that can send it back is sent by it, later; of all else it is noted
    that it was sent by hand. Raises NothingToRefund, and payments' RefundTooLarge.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    payments = payments_of([order.reference]).get(order.reference, [])
    if any(entry.provider_event == key for one in payments for entry in one.ledger.all()):
        return order
    payment = next((one for one in payments if standing_of(one).kept > 0), None)
    if payment is None:
        raise NothingToRefund
    if goes_back_by_itself(payment):
        stands = standing_of(payment)
        left = stands.kept - stands.refund_due
        ask_refund(payment, key=key, amount=left if amount is None else amount, actor=actor)
        tell_live(order, "refund")
        return order
    amount = standing_of(payment).kept if amount is None else amount
    refund_payment(payment, key=key, amount=amount, actor=actor, note=note)
    order.paid -= amount
    order.save(update_fields=["paid"])
    tell_live(order, "refund")
    return order


def _payment_of(order: Order, *statuses: str) -> Payment | None:
    return Payment.objects.of(order.reference).filter(status__in=statuses).order_by("-pk").first()
