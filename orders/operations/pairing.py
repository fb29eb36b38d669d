"""Which items are ordered together: each order is counted once, and all can be counted anew."""

from collections.abc import Collection

from django.db import connection, transaction

from catalog.operations.pairs import count_together
from flowt.tenancy import scoped
from orders.models import Order

_LOCK = "SELECT pg_advisory_xact_lock{}(hashtextextended(%s, 0))"
_RECOUNT = """
INSERT INTO catalog_itempair (first_id, second_id, orders)
SELECT one.item_id, other.item_id, count(*)
FROM (SELECT DISTINCT order_id, item_id FROM orders_orderline) one
JOIN (SELECT DISTINCT order_id, item_id FROM orders_orderline) other
  ON other.order_id = one.order_id AND one.item_id <= other.item_id
JOIN orders_order ON orders_order.id = one.order_id AND orders_order.is_paired
JOIN catalog_item first ON first.id = one.item_id
JOIN catalog_item second ON second.id = other.item_id
GROUP BY 1, 2
"""


@transaction.atomic
def pair_order(order_id: int, item_ids: Collection[int]) -> bool:
    """Count the items of an order as ordered together. A repeat changes nothing, also during a
    recount. Returns whether it was counted now.
    """
    _lock(for_all=False)
    if not Order.objects.filter(pk=order_id, is_paired=False).update(is_paired=True):
        return False
    count_together(item_ids)
    return True


@transaction.atomic
def recount_pairs() -> int:
    """Count every order anew, in three statements; return how many there are.

    Those that are being counted meanwhile wait, and find themselves counted.
    """
    _lock(for_all=True)
    Order.objects.filter(is_paired=False).update(is_paired=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_itempair")
        cursor.execute(_RECOUNT)
    return Order.objects.filter(is_paired=True).count()


def _lock(*, for_all: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format("" if for_all else "_shared"), [scoped("pairs")])
