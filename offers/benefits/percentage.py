from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.forms import MoneyField
from flowt.money import round_units, share_units
from offers.basket import Part, Saving
from offers.benefits import Benefit, benefits
from offers.settings import RuleSettings


@benefits.register
class Percentage(Benefit):
    """A share of what is left of the lines together, rounded once, up to a most."""

    kind = "percentage"
    label = gettext_lazy("Percentage off")
    about = gettext_lazy("A share of the price, up to the most you allow.")
    icon = "percent"
    stage = 30

    class Settings(RuleSettings):
        percent = forms.DecimalField(
            label=gettext_lazy("How many percent"),
            localize=True,
            max_digits=5,
            decimal_places=2,
            validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        )
        most = MoneyField(label=gettext_lazy("At most"), required=False)

    @cached_property
    def hundredths(self) -> int:
        return int(Decimal(str(self.settings["percent"])) * 100)

    @cached_property
    def most(self) -> int:
        return self.units("most")

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        left = [part.left for part in parts]
        off = round_units(sum(left), self.hundredths, 10_000)
        off = min(off, self.most) if self.most else off
        return Saving(lines=tuple(share_units(off, left)))

    def sentence(self) -> str:
        percent = f"{Decimal(self.hundredths) / 100:.2f}".rstrip("0").rstrip(".")
        words = {"percent": percent.replace(".", ","), "most": self.money(self.most)}
        if self.most:
            return _("%(percent)s%% off, up to %(most)s") % words
        return _("%(percent)s%% off") % words
