from catalog.operations.stock import count_sold
from flowt.events import subscribe
from orders.events import OrderCancelled, OrderPlaced, OrderRejected


@subscribe(OrderPlaced)
def count_what_was_ordered(event: OrderPlaced) -> None:
    """For "best sellers". The count and the end of the delivery commit together: once."""
    count_sold(dict(event.quantities))


@subscribe(OrderRejected)
def uncount_what_was_rejected(event: OrderRejected) -> None:
    count_sold({item_id: -units for item_id, units in event.quantities})


@subscribe(OrderCancelled)
def uncount_what_was_cancelled(event: OrderCancelled) -> None:
    count_sold({item_id: -units for item_id, units in event.quantities})
