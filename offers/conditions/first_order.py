from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket
from offers.conditions import Condition, conditions


@conditions.register
class FirstOrder(Condition):
    """The person's first order; by telephone or CPF. What was called off does not count."""

    kind = "first_order"
    label = gettext_lazy("First order")
    about = gettext_lazy("Only for who orders for the first time, by phone or CPF.")
    icon = "sparkles"
    asks_person = True

    def holds(self, basket: Basket) -> bool:
        return basket.is_first is True

    def told(self) -> str:
        return _("on a first order")

    def missing(self, basket: Basket) -> str:
        if basket.is_first is None:
            return _("It is for a first order: tell us your phone at the checkout.")
        return _("It is for a first order.")
