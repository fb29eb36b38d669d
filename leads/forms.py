from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.selectors import Wanted, origins


class FilterForm(forms.Form):
    """What a list of leads is narrowed to. What makes no sense narrows nothing."""

    q = forms.CharField(required=False, max_length=80)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *Lead.Status.choices]
    )
    goal = forms.ChoiceField(
        label=_("Goal"), required=False, choices=[("", _("Any goal")), *Lead.Goal.choices]
    )
    path = forms.ChoiceField(label=_("Page"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: forms.ChoiceField = self.fields["path"]  # type: ignore[assignment]
        field.choices = [("", _("Any page")), *origins()]

    def wanted(self) -> Wanted:
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            data.get("q", "").strip(),
            data.get("status", ""),
            data.get("goal", ""),
            data.get("path", ""),
        )


class MoveForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=Lead.Status)
