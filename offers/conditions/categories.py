from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket, Line
from offers.choices import category_choices
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings


@conditions.register
class Categories(Condition):
    """Only what stands in some categories, or in those inside them."""

    kind = "categories"
    label = gettext_lazy("Categories")
    about = gettext_lazy("Only for what stands in the categories you choose.")
    icon = "folder-tree"
    picks_lines = True

    class Settings(RuleSettings):
        categories = forms.TypedMultipleChoiceField(
            label=gettext_lazy("Categories"), coerce=int, choices=category_choices
        )

    @cached_property
    def ids(self) -> frozenset[int]:
        return frozenset(int(pk) for pk in self.settings["categories"])

    def picks(self, line: Line) -> bool:
        return not self.ids.isdisjoint(line.categories)

    def missing(self, basket: Basket) -> str:
        return _("Nothing in your cart is part of it.")
