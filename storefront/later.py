"""An order for later, in the words its customer reads before it is begun."""

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.models import Order
from orders.states import APPROVED


def is_waiting(order: Order) -> bool:
    """Is it for later, and not begun yet?"""
    now = timezone.now()
    return order.is_for_later(now) or order.is_to_start(now)


def words(order: Order) -> tuple[str, str] | None:
    """Return heading and sentence; None for one that is for now, or begun."""
    if order.status != APPROVED or not is_waiting(order):
        return None
    return _("Confirmed"), _("The store accepted your order and begins in time.")
