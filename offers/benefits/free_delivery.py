from collections.abc import Mapping, Sequence

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.forms import MoneyField
from offers.basket import Part, Saving
from offers.benefits import Benefit, benefits
from offers.settings import RuleSettings


@benefits.register
class FreeDelivery(Benefit):
    """The delivery fee, or as much of it as the business pays."""

    kind = "free_delivery"
    label = gettext_lazy("Free delivery")
    about = gettext_lazy("The delivery costs nothing, or less by what you pay of it.")
    icon = "bike"
    stage = 60

    class Settings(RuleSettings):
        most = MoneyField(label=gettext_lazy("At most"), required=False)

    @cached_property
    def most(self) -> int:
        return self.units("most")

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        none = (0,) * len(parts)
        if delivery is None:
            return Saving(lines=none, is_open=True)
        return Saving(lines=none, delivery=min(delivery, self.most) if self.most else delivery)

    def sentence(self) -> str:
        if self.most:
            return _("%(amount)s off the delivery") % {"amount": self.money(self.most)}
        return _("free delivery")
