"""What people refuses, in the words a person will read."""

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class HasOpenOrders(Refusal):
    """Somebody has to be able to hand it over."""

    sentence = _("This customer has an order under way: finish or cancel it first.")
