from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket, Line
from offers.choices import item_choices
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings


@conditions.register
class Items(Condition):
    """Only some items."""

    kind = "items"
    label = gettext_lazy("Items")
    about = gettext_lazy("Only for the items you choose.")
    icon = "shopping-bag"
    picks_lines = True

    class Settings(RuleSettings):
        items = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Items"), coerce=int, choices=item_choices
        )

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(int(pk) for pk in self.settings["items"])

    def picks(self, line: Line) -> bool:
        return line.item_id in self.ids

    def missing(self, basket: Basket) -> str:
        return _("Nothing in your cart is part of it.")
