"""A tenant's own SMTP server."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging import smtp
from messaging.providers import Provider, providers

STARTTLS, TLS = "starttls", "tls"
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,250}[A-Za-z0-9])?\Z"


class SmtpSettings(forms.Form):
    """What the host of the mailbox gave."""

    host = forms.RegexField(
        HOST,
        label=_("Server"),
        max_length=200,
        error_messages={"invalid": _("Type only the server's name, such as smtp.example.com.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As your provider gives it: smtp.example.com"),
    )
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[(STARTTLS, _("STARTTLS (port 587)")), (TLS, _("TLS (port 465)"))],
        initial=STARTTLS,
    )
    port = forms.TypedChoiceField(
        label=_("Port"),
        coerce=int,
        choices=[(587, "587"), (465, "465"), (2525, "2525")],
        initial=587,
    )
    username = forms.CharField(
        label=_("User"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"), max_length=400, widget=forms.PasswordInput, strip=False
    )


@providers.register
class OwnSmtp(Provider):
    """Reached through `flowt.egress`, always encrypted and with a password."""

    kind = "smtp"
    label = _("Your own SMTP server")
    about = _("The mailbox of your domain: Google Workspace, Locaweb, Hostgator and others.")
    icon = "mail"
    position = 20
    secrets = frozenset({"password"})
    Settings = SmtpSettings

    def connection(self) -> Any:
        return smtp.TypedSmtpBackend(
            host=self.settings["host"],
            port=int(self.settings["port"]),
            username=self.settings["username"],
            password=self.settings["password"],
            use_tls=self.settings["security"] == STARTTLS,
            use_ssl=self.settings["security"] == TLS,
        )
