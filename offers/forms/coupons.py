from django import forms
from django.utils.translation import gettext_lazy as _

from offers.operations.coupons import LONGEST, MOST_IN_BATCH


class CodeForm(forms.Form):
    """One code that people pass on."""

    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("Letters, digits and hyphens. Capitals make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    use_limit = forms.IntegerField(
        label=_("Uses of this code"), required=False, min_value=1, max_value=1_000_000
    )


class BatchForm(forms.Form):
    """Many unique codes, each good once."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For your team: “Flyers of October”.")
    )
    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST_IN_BATCH, initial=100
    )
    prefix = forms.CharField(label=_("Begins with"), required=False, max_length=min(12, LONGEST))
