"""Due work of orders."""

from flowt import due
from orders.operations.coming_up import bring_up
from orders.slots import COME_UP
from orders.tabs.seating import LEFT_BEHIND, look_after


@due.handles(COME_UP)
def bring_order_up(ref: str) -> None:
    bring_up(int(ref))


@due.handles(LEFT_BEHIND)
def look_after_tab(ref: str) -> None:
    look_after(int(ref))
