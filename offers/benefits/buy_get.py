from collections.abc import Mapping, Sequence

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.money import round_units
from offers.basket import Part, Saving
from offers.benefits import Benefit, benefits
from offers.settings import RuleSettings


@benefits.register
class BuyGet(Benefit):
    """Of every so many units, some cost less or nothing: always the cheapest ones."""

    kind = "buy_get"
    label = gettext_lazy("Buy some, get some")
    about = gettext_lazy("Buy 3, get 1; or the second one for half. The cheapest ones are given.")
    icon = "copy-plus"
    stage = 20

    class Settings(RuleSettings):
        buy = forms.IntegerField(label=gettext_lazy("Units to buy"), min_value=1, max_value=50)
        get = forms.IntegerField(label=gettext_lazy("Units to get"), min_value=1, max_value=50)
        percent = forms.IntegerField(
            label=gettext_lazy("How many percent off those"),
            min_value=1,
            max_value=100,
            initial=100,
        )

    @cached_property
    def numbers(self) -> tuple[int, int, int]:
        return (
            int(self.settings["buy"]),
            int(self.settings["get"]),
            int(self.settings.get("percent") or 100),
        )

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        buy, get, percent = self.numbers
        given = sum(part.line.quantity for part in parts) // (buy + get) * get
        off = [0] * len(parts)
        prices = [part.left / part.line.quantity for part in parts]  # only to sort by
        cheapest = sorted(range(len(parts)), key=prices.__getitem__)
        for i in cheapest:
            units = min(given, parts[i].line.quantity)
            given -= units
            worth = parts[i].left * units // parts[i].line.quantity
            off[i] = round_units(worth, percent, 100)
        return Saving(lines=tuple(off))

    def sentence(self) -> str:
        buy, get, percent = self.numbers
        if percent < 100:
            words = {"buy": buy, "get": get, "percent": percent}
            return _("buy %(buy)s, get %(get)s at %(percent)s%% off") % words
        return _("take %(all)s, pay %(buy)s") % {"all": buy + get, "buy": buy}
