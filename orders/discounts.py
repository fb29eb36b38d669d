"""Why an order cost less, in the rows that people read."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from orders.models import Order


class DiscountRow(NamedTuple):
    """`amount` came off the lines together; 0 where it came off the delivery."""

    label: str
    reason: str
    amount: Decimal


def discount_rows(order: Order) -> list[DiscountRow]:
    """Return what combos and each offer took off, in the order in which they acted. They add up to
    the order's discount.
    """
    found = [
        DiscountRow(str(row["label"]), str(row["reason"]), Decimal(row.get("off", "0")))
        for row in order.discounts
        if not row.get("is_gift")  # it has a line of its own
    ]
    rest = order.discount - sum((row.amount for row in found), Decimal(0))
    return [DiscountRow(_("Combos"), "", rest), *found] if rest else found
