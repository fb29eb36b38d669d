"""The form visitors fill in on a page, as its block asks for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.forms import PhoneField
from storefront.fields import NameField

TRAP = "site"  # a field no person sees: whoever fills it in is a program


class LeadForm(forms.Form):
    """Name, phone, e-mail, message and one question, as far as `asked` (a block's settings) goes.

    The consent is never ticked beforehand, and the form is not valid without it.
    """

    name = NameField()
    phone = PhoneField(label=_("WhatsApp or phone"))
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    choice = forms.ChoiceField(choices=[])
    message = forms.CharField(
        label=_("Message"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Without your agreement we may not contact you.")}
    )

    def __init__(self, asked: dict[str, Any], data: Any = None, *, key: str = "") -> None:
        super().__init__(data, auto_id=f"f-{key}-%s")
        self.asked = asked
        for name in ("phone", "email", "message"):
            if asked[name] == "no":
                del self.fields[name]
            else:
                self.fields[name].required = asked[name] == "required"
        self._ask_own()
        self.fields["consent"].label = asked["purpose"]

    def _ask_own(self) -> None:
        answers = [line.strip() for line in self.asked["answers"].splitlines() if line.strip()]
        if not self.asked["question"] or not answers:
            del self.fields["choice"]
            return
        field: Any = self.fields["choice"]
        field.label = self.asked["question"]
        field.choices = [("", "—"), *((text, text) for text in answers)]

    def is_trapped(self) -> bool:
        return bool(self.data.get(TRAP))

    def who(self) -> dict[str, str]:
        """Name, phone (E.164) and e-mail; "" where it was not asked."""
        return {name: self.cleaned_data.get(name) or "" for name in ("name", "phone", "email")}

    def answers(self) -> list[dict[str, str]]:
        """What was said beyond the contact, with the words it was asked in."""
        return [
            {"label": str(self.fields[name].label), "value": self.cleaned_data[name]}
            for name in ("choice", "message")
            if name in self.fields and self.cleaned_data[name]
        ]
