from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Part, Saving
from offers.benefits import Benefit, benefits
from offers.choices import item_choices
from offers.settings import RuleSettings


@benefits.register
class GiftItem(Benefit):
    """An item that comes along for nothing while it can be had. It takes from the stock."""

    kind = "gift"
    label = gettext_lazy("Gift")
    about = gettext_lazy("An item without choices to make comes along for nothing.")
    icon = "gift"
    stage = 50

    class Settings(RuleSettings):
        item = forms.TypedChoiceField(label=gettext_lazy("Item"), coerce=int, choices=item_choices)
        quantity = forms.IntegerField(
            label=gettext_lazy("How many"), min_value=1, max_value=20, initial=1
        )

    @cached_property
    def item_id(self) -> Any:
        return int(self.settings["item"])

    @cached_property
    def units_given(self) -> Any:
        return int(self.settings.get("quantity") or 1)

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        none = (0,) * len(parts)
        if self.item_id not in gifts:
            return Saving(lines=none)
        worth = gifts[self.item_id] * self.units_given
        return Saving(lines=none, gift=(self.item_id, self.units_given), gift_worth=worth)

    def sentence(self) -> str:
        return _("a gift")
