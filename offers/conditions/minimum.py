from decimal import Decimal

from django.core.validators import MinValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.forms import MoneyField
from flowt.money import format_money, from_units, to_units
from offers.basket import Basket
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings


@conditions.register
class Minimum(Condition):
    """The whole order comes to so much before any discount, so that no offer undoes another."""

    kind = "minimum"
    label = gettext_lazy("Minimum order")
    about = gettext_lazy("From an amount on: all items together, before discounts and delivery.")
    icon = "wallet"

    class Settings(RuleSettings):
        minimum = MoneyField(
            label=gettext_lazy("At least"), validators=[MinValueValidator(Decimal("0.01"))]
        )

    @cached_property
    def minimum(self) -> int:
        return to_units(Decimal(str(self.settings["minimum"])), self.currency)

    def holds(self, basket: Basket) -> bool:
        return basket.subtotal >= self.minimum

    def told(self) -> str:
        amount = format_money(from_units(self.minimum, self.currency), self.currency)
        return _("from %(amount)s") % {"amount": amount}

    def amount_missing(self, basket: Basket) -> int:
        return self.minimum - basket.subtotal

    def missing(self, basket: Basket) -> str:
        amount = from_units(self.amount_missing(basket), self.currency)
        return _("Add %(amount)s to use it.") % {"amount": format_money(amount, self.currency)}
