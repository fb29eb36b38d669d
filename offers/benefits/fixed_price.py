from collections.abc import Mapping, Sequence

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.forms import MoneyField
from offers.basket import Part, Saving
from offers.benefits import Benefit, benefits
from offers.settings import RuleSettings


@benefits.register
class FixedPrice(Benefit):
    """Each unit for one price, options included. What costs less already stays as it is."""

    kind = "fixed_price"
    label = gettext_lazy("Fixed price")
    about = gettext_lazy("Each unit for one price, with its options.")
    icon = "tag"
    stage = 10

    class Settings(RuleSettings):
        price = MoneyField(label=gettext_lazy("Price of each"))

    @cached_property
    def price(self) -> int:
        return self.units("price")

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        return Saving(
            lines=tuple(max(part.left - self.price * part.line.quantity, 0) for part in parts)
        )

    def sentence(self) -> str:
        return _("for %(price)s each") % {"price": self.money(self.price)}
