"""What orders refuse, in the words a person will read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class KeyReused(Refusal):
    """The key already placed another order: the page that was sent is an old one."""

    sentence = _("This cart was already ordered. Look at your order, or start a new cart.")
    status = 409

    def __init__(self, order: Any) -> None:
        self.order = order
        super().__init__()


class CartChanged(Refusal):
    """What was seen is not what it comes to now. `priced` is what it comes to."""

    sentence = _("The total changed to %(total)s. Look at your order again before placing it.")

    def __init__(self, priced: Any, *, total: str) -> None:
        self.priced = priced
        super().__init__(total=total)


class CannotBeOrdered(Refusal):
    """A line, or the cart as a whole, has a problem. `priced` says which."""

    sentence = _("Something in your cart cannot be ordered now: %(problem)s")

    def __init__(self, priced: Any, *, problem: str) -> None:
        self.priced = priced
        super().__init__(problem=problem)


class EmptyCart(Refusal):
    sentence = _("Your cart is empty.")


class Closed(Refusal):
    sentence = _("We are closed right now. %(opening)s")


class Paused(Refusal):
    sentence = _("Orders are paused until %(until)s. %(note)s")


class SlotsNotOffered(Refusal):
    sentence = _("This way of ordering takes no orders for later. Choose another one.")


class SlotGone(Refusal):
    sentence = _("This time can no longer be chosen: %(when)s. Choose another one.")


class SlotFull(Refusal):
    sentence = _("This time is full: %(when)s. Choose another one.")


class ProfileNotOffered(Refusal):
    sentence = _("This way of ordering is not available now. Choose another one.")


class NotDelivered(Refusal):
    sentence = _("We do not deliver to this CEP.")


class TableMissing(Refusal):
    sentence = _("Say which table you are at.")


class BelowMinimum(Refusal):
    sentence = _("The minimum order is %(minimum)s. Add %(missing)s to go on.")


class ChangeTooSmall(Refusal):
    sentence = _("The change is for less than the total of %(total)s.")


class ReasonMissing(Refusal):
    sentence = _("Say why, so that the customer knows.")


class NothingToConfirm(Refusal):
    sentence = _("No payment is waited for in this order.")


class NothingToRefund(Refusal):
    sentence = _("Nothing of this order is left to refund.")
