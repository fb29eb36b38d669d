"""Due work of orders."""

from flowt import due
from orders.operations.coming_up import bring_up
from orders.slots import COME_UP


@due.handles(COME_UP)
def bring_order_up(ref: str) -> None:
    bring_up(int(ref))
