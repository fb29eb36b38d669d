"""Shape of what is looked for, and of why something is discarded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PERIODS = ((7, _("7 days")), (14, _("14 days")), (30, _("30 days")), (90, _("90 days")))


class FaultsForm(forms.Form):
    """What to look for among the errors; what is wrong is left out."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    days = forms.TypedChoiceField(
        label=_("Period"), required=False, choices=PERIODS, coerce=int, empty_value=""
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=(
            ("today", _("Most today")),
            ("total", _("Most in the period")),
            ("last", _("Last seen")),
        ),
    )

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        data = self.cleaned_data
        return {
            "q": data.get("q", "").replace("\0", ""),
            "days": data.get("days") or 14,
            "sort": data.get("sort") or "today",
        }


class LettersForm(forms.Form):
    """What to look for among the given-up jobs."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    kind = forms.CharField(required=False, max_length=60)
    business = forms.SlugField(required=False, max_length=40)

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value.replace("\0", "") for name, value in found.items()}


class DiscardForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the audit trail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
