from catalog.operations.stock import count_sold
from flowt.events import subscribe
from orders.events import OrderCancelled, OrderPlaced, OrderRejected, OrderReopened
from orders.models import Order
from orders.operations.pairing import pair_order
from orders.operations.paying import bring_paid_up_to_date
from orders.tabs.paying import bring_tab_up_to_date
from payments.events import PaymentApproved, PaymentPartReceived, PaymentRefunded


@subscribe(OrderPlaced)
def count_what_was_ordered(event: OrderPlaced) -> None:
    """For "best sellers". The count and the end of the delivery commit together: once."""
    count_sold(dict(event.quantities))


@subscribe(OrderPlaced)
def pair_what_was_ordered(event: OrderPlaced) -> None:
    """For "goes well with". An order that is called off later stays counted."""
    pair_order(event.order_id, [item_id for item_id, _units in event.quantities])


@subscribe(OrderRejected)
def uncount_what_was_rejected(event: OrderRejected) -> None:
    count_sold({item_id: -units for item_id, units in event.quantities})


@subscribe(OrderCancelled)
def uncount_what_was_cancelled(event: OrderCancelled) -> None:
    count_sold({item_id: -units for item_id, units in event.quantities})


@subscribe(OrderReopened)
def count_what_was_reopened(event: OrderReopened) -> None:
    count_sold(dict(event.quantities))


@subscribe(PaymentApproved)
def note_what_was_paid(event: PaymentApproved) -> None:
    _look_at_payments_of(event.reference)


@subscribe(PaymentPartReceived)
def note_what_was_paid_in_part(event: PaymentPartReceived) -> None:
    _look_at_payments_of(event.reference)


@subscribe(PaymentRefunded)
def note_what_went_back(event: PaymentRefunded) -> None:
    _look_at_payments_of(event.reference)


def _look_at_payments_of(reference: str) -> None:
    """Bring the order behind a reference up to date; a reference to something else is not ours."""
    kind, _, key = reference.partition("-")
    if kind == "tab":
        bring_tab_up_to_date(reference)
    if kind == "order" and key.isdecimal():
        order = Order.objects.filter(pk=int(key)).first()
        if order is not None:
            bring_paid_up_to_date(order)
