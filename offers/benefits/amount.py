from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.forms import MoneyField
from flowt.money import share_units
from offers.basket import Part, Saving
from offers.benefits import Benefit, benefits
from offers.settings import RuleSettings


@benefits.register
class Amount(Benefit):
    """So much off all lines together, spread by what is left of each; never more than that."""

    kind = "amount"
    label = gettext_lazy("Amount off")
    about = gettext_lazy("So much off the order, or off the items you choose.")
    icon = "banknote"
    stage = 40

    class Settings(RuleSettings):
        amount = MoneyField(
            label=gettext_lazy("How much"), validators=[MinValueValidator(Decimal("0.01"))]
        )

    @cached_property
    def amount(self) -> int:
        return self.units("amount")

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        left = [part.left for part in parts]
        return Saving(lines=tuple(share_units(min(self.amount, sum(left)), left)))

    def sentence(self) -> str:
        return _("%(amount)s off") % {"amount": self.money(self.amount)}
