from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.basket import Basket
from offers.conditions import Condition, conditions
from offers.settings import RuleSettings
from tenants.models import OrderProfile


@conditions.register
class Profile(Condition):
    """Only some ways of ordering."""

    kind = "profile"
    label = gettext_lazy("Way of ordering")
    about = gettext_lazy("Only for delivery, for pick-up or at the table.")
    icon = "bike"

    class Settings(RuleSettings):
        profiles = forms.MultipleChoiceField(
            label=gettext_lazy("Ways"),
            choices=OrderProfile.Kind.choices,
            widget=forms.CheckboxSelectMultiple,
        )

    def holds(self, basket: Basket) -> bool:
        return basket.profile in self.settings["profiles"]

    def told(self) -> str:
        return _("only for: %(ways)s") % {"ways": self._ways()}

    def missing(self, basket: Basket) -> str:
        return _("It is only for: %(ways)s.") % {"ways": self._ways()}

    def _ways(self) -> str:
        labels = dict(OrderProfile.Kind.choices)
        named = [str(labels[kind]) for kind in self.settings["profiles"] if kind in labels]
        return ", ".join(named)
