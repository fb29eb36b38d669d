"""Shapes of what is typed about messages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from messaging.kinds import KINDS, OTHER_LABELS
from messaging.operations.templates import problems_of
from messaging.providers import Provider

STATES = [
    ("", _("Whatever became of it")),
    ("sent", _("Sent or delivered")),
    ("waiting", _("In the queue")),
    ("undecided", _("To decide")),
    ("back", _("Came back or reported")),
    ("not_sent", _("Not sent")),
]


class FilterForm(forms.Form):
    """Which messages to show."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(label=_("What became of it"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(kind.kind, kind.label) for kind in KINDS.values()]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every kind")), *known, *OTHER_LABELS.items()]

    def wanted(self) -> dict[str, Any]:
        """What was asked for and makes sense; the rest is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TemplateForm(forms.Form):
    """The words of one kind of message. Every variable in them must exist."""

    is_on = forms.BooleanField(label=_("Send this message"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wrong = problems_of(data.get("subject", ""), data.get("body", ""))
        for name, problems in wrong.items():
            for problem in problems[:5]:
                self.add_error(name, str(problem))
        return data


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValidationError(_("Type it on one line, please."))
    return text


class SenderForm(forms.Form):
    """In whose name e-mails go out."""

    is_enabled = forms.BooleanField(label=_("Send e-mails to customers"), required=False)
    sender_name = forms.CharField(
        label=_("Sender's name"),
        max_length=80,
        required=False,
        help_text=_("Empty: your business's name."),
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        required=False,
        help_text=_("Empty: your business's e-mail, from Contacts."),
    )
    sender_address = forms.EmailField(
        label=_("Sender's address"),
        required=False,
        help_text=_("Needed with a provider of your own, which must know it."),
    )

    def clean_sender_name(self) -> str:
        return _one_line(self.cleaned_data["sender_name"])


class SummaryForm(forms.Form):
    """The summary of the day, for the person who is signed in."""

    wants = forms.BooleanField(label=_("Send me the summary of the day"), required=False)
    wants_empty_days = forms.BooleanField(label=_("Also on days without orders"), required=False)


def provider_form(provider: Provider, data: Any) -> forms.Form:
    """A provider's own settings; secrets are never rendered back."""
    kept = {k: v for k, v in provider.settings.items() if k not in provider.secrets and v}
    form = provider.Settings(data, initial=kept)
    given = {name for name, value in provider.settings.items() if value}
    for name in provider.secrets & given & set(form.fields):
        form.fields[name].required = False
        form.fields[name].help_text = _("Kept as it is while this stays empty.")
    return form
