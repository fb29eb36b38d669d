"""Shape of what people type about themselves and their team."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from accounts.trail_words import AREAS
from flowt.forms import DayField

PASSWORD_HELP = _("At least 10 characters. A few words that only you would put together work well.")


class NewPasswordField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        kwargs = {"label": _("Password"), "help_text": PASSWORD_HELP, **kwargs}
        super().__init__(strip=False, widget=widget, **kwargs)


class _WithPassword(forms.Form):
    """Checks `password` against the validators, knowing whose it is."""

    def person(self, data: dict[str, Any]) -> User:
        return User(email=data.get("email", ""), name=data.get("name", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password"):
            try:
                password_validation.validate_password(data["password"], self.person(data))
            except ValidationError as error:
                self.add_error("password", error)
        return data


class InstallForm(_WithPassword):
    """The first person of an installation."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = NewPasswordField()


class AcceptForm(_WithPassword):
    """A new person who was invited; the e-mail is the invitation's."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = NewPasswordField()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def person(self, data: dict[str, Any]) -> User:
        return User(email=self.email, name=data.get("name", ""))


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(
        label=_("Role"), choices=Role, widget=forms.RadioSelect, initial=Role.AGENT
    )

    def __init__(self, *args: Any, roles: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As your team sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class PasswordForm(_WithPassword):
    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = NewPasswordField(label=_("New password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def person(self, data: dict[str, Any]) -> User:
        return self.user


class TrailForm(forms.Form):
    """What to look for in the audit trail. Dates are days of the reader's time zone."""

    q = forms.CharField(label=_("What or whom it was done to"), required=False, max_length=80)
    who = forms.CharField(label=_("Who did it (e-mail)"), required=False, max_length=80)
    area = forms.ChoiceField(label=_("About"), required=False)
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", _("Everything")),
            *((name, label) for name, (label, _prefixes, _icon) in AREAS.items()),
        ]

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `search_trail`; what was typed wrong is left out."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "text": data.get("q", ""),
            "actor": data.get("who", ""),
            "areas": AREAS[data["area"]][1] if data.get("area") else (),
            "since": _midnight(data.get("since"), 0),
            "until": _midnight(data.get("until"), 1),
        }


def _midnight(day: Any, days_later: int) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days_later), time.min))
