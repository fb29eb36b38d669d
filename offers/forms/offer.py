"""What an offer is beside its rules: words, validity, limits, how it goes with others."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from flowt.forms import MoneyField
from offers.models import Offer, Period
from offers.operations.editing import PLAIN

MOST_USES = 1_000_000
PERIODS = [("", "–"), *Period.choices]
EVER = [("", _("Always")), *Period.choices]


class MomentField(forms.DateTimeField):
    """A moment in the tenant's zone, within the calendar that arithmetic can handle."""

    default_validators = [
        MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC)),
        MaxValueValidator(datetime(2199, 12, 31, tzinfo=UTC)),
    ]

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **kwargs)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_USES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class OfferForm(forms.ModelForm):
    """Its shape. The rules have forms of their own; the operation writes them together."""

    starts_at = MomentField(label=_("Begins at"), help_text=_("Empty: from publishing on."))
    ends_at = MomentField(label=_("Ends at"), help_text=_("Empty: until you end it."))
    colour = forms.ChoiceField(
        label=_("Colour of the badge"),
        choices=Offer.Colour,
        initial="brand",
        widget=forms.RadioSelect,
    )
    stacking = forms.ChoiceField(
        label=_("Together with other offers"),
        choices=Offer.Stacking,
        initial="combinable",
        widget=forms.RadioSelect,
    )
    budget = MoneyField(
        label=_("Budget"),
        required=False,
        help_text=_("It stops when it has given this much."),
    )
    priority = forms.IntegerField(
        label=_("Priority"),
        min_value=-100,
        max_value=100,
        initial=0,
        help_text=_("The greater one acts first."),
    )
    limit_total = _count(_("Uses in all"))
    limit_per_period = _count(_("Uses a period"))
    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    limit_per_person = _count(_("Uses a person"))
    person_period = forms.ChoiceField(label=_("Within"), choices=EVER, required=False)

    class Meta:
        model = Offer
        fields = PLAIN
        labels = {
            "name": _("Name for your team"),
            "label": _("What customers read"),
            "badge": _("Words on the badge"),
            "shows_countdown": _("Count down in the last two days"),
            "needs_coupon": _("Only with a coupon"),
            "with_combos": _("Also for the parts of combos"),
            "group": _("Group"),
        }
        help_texts = {
            "label": _("Stands beside the price in the cart and on the receipt."),
            "badge": _("Short: “20% OFF”, “Take 3, pay 2”. Empty shows no badge."),
            "group": _("Of offers with the same group a basket gets one: the best for it."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it begins."))
        if data.get("limit_per_period") and not data.get("period"):
            self.add_error("period", _("Say which period: a day, a week or a month."))
        if data.get("shows_countdown") and not ends and "ends_at" not in self.errors:
            self.add_error("ends_at", _("A countdown needs an end."))
        if (budget := data.get("budget")) is not None and budget <= 0:
            self.add_error("budget", _("Say how much, from R$ 0.01 up."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PLAIN}

    def hush(self) -> None:
        """Show what was sent without saying what is wrong with it."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def _post_clean(self) -> None:
        """Leave the row alone: the operation writes it."""
