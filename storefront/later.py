"""An order for later, in the words its customer reads before it is begun."""

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.models import Order
from orders.states import APPROVED
from orders.when import when_text


def is_waiting(order: Order) -> bool:
    """Is it for later, and not begun yet?"""
    now = timezone.now()
    return order.is_for_later(now) or order.is_to_start(now)


def words(order: Order) -> tuple[str, str] | None:
    """Return heading and sentence; None for one that is for now, or begun."""
    if not is_waiting(order):
        return None
    when = {"when": when_text(order)}
    if order.status == APPROVED:
        return _("Confirmed"), _("The store accepted your order for %(when)s.") % when
    sentence = _("It is for %(when)s. The store is looking at it; this page changes by itself.")
    return _("Order sent"), sentence % when
