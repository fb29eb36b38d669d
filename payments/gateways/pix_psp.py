"""PIX by a charge at the tenant's own bank or PSP, which tells when it was paid (API Pix)."""

import secrets as random
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.utils.translation import gettext_lazy as _

from flowt import due
from flowt.errors import Refusal
from flowt.http import BadCertificate
from payments.gateways import Ask, Beginning, Gateway, GatewaySettings, gateways
from payments.pix_keys import parse_key
from payments.psp import charges, refunds, webhook, words
from payments.psp.api import DEMO, KIND
from payments.psp.certificates import check_pem, expires_on

LARGEST_PEM = 20_000


def providers() -> list[tuple[str, Any]]:
    """Who the charges are made at; the demo has a bank of its own."""
    own = [("other", _("My bank or PSP"))]
    return [*own, (DEMO, _("The demo's bank"))] if django_settings.FLOWT_PSP_SIMULATOR else own


ADDRESS = {"placeholder": "https://"}  # asked for, unless the bank is the demo's


class PspSettings(GatewaySettings):
    """What the bank gave: addresses, credentials, certificate, and the key that receives."""

    provider = forms.ChoiceField(label=_("Bank"), choices=providers)
    base_url = forms.URLField(
        label=_("Address of the API Pix"),
        required=False,
        widget=forms.URLInput(attrs=ADDRESS),
        assume_scheme="https",
        max_length=200,
        help_text=_("As your bank gives it, up to the version: https://pix.mybank.com.br/v2"),
    )
    token_url = forms.URLField(
        label=_("Address for the access token"),
        required=False,
        widget=forms.URLInput(attrs=ADDRESS),
        assume_scheme="https",
        max_length=200,
        help_text=_("Often ends in /oauth/token."),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=400, widget=forms.PasswordInput
    )
    certificate_file = forms.FileField(
        label=_("Certificate file"),
        required=False,
        help_text=_(
            "The .pem with your certificate and its private key. Not needed by every bank."
        ),
    )
    certificate = forms.CharField(
        label=_("Certificate as text"),
        required=False,
        max_length=LARGEST_PEM,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Instead of the file: everything from -----BEGIN to the last END-----."),
    )
    key = forms.CharField(
        label=_("PIX key"),
        max_length=80,
        help_text=_("The key in that bank to which the charges are paid."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    expiry_minutes = forms.IntegerField(
        label=_("A code can be paid for (minutes)"), min_value=5, max_value=1440, initial=30
    )

    field_order = [
        *("provider", "key", "client_id", "client_secret", "base_url", "token_url"),
        *("certificate_file", "certificate", "expiry_minutes", "profiles"),
    ]

    def clean_base_url(self) -> str:
        return self._address("base_url")

    def clean_token_url(self) -> str:
        return self._address("token_url")

    def _address(self, name: str) -> str:
        typed: str = self.cleaned_data[name]
        if typed and not typed.startswith("https://"):
            raise forms.ValidationError(_("Use an address that begins with https://"))
        return typed.rstrip("/")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_key(data)
        self._clean_certificate(data)
        if data.get("provider") != DEMO and self.data.get("is_enabled"):
            for name in ("base_url", "token_url"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Your bank's address is needed."))
        return data

    def _clean_key(self, data: dict[str, Any]) -> None:
        if not data.get("key"):
            return
        try:
            data["key"] = parse_key(data["key"], None).value
        except Refusal as refusal:
            self.add_error("key", str(refusal))

    def _clean_certificate(self, data: dict[str, Any]) -> None:
        """One text in the end, whichever way it came."""
        upload = data.pop("certificate_file", None)
        field = "certificate_file" if upload else "certificate"
        if upload:
            raw = upload.read(LARGEST_PEM + 1)
            data["certificate"] = raw[:LARGEST_PEM].decode("ascii", "replace")
        if data.get("certificate"):
            try:
                check_pem(data["certificate"])
            except (BadCertificate, ValueError):
                self.add_error(field, _("This holds no certificate together with its private key."))


@gateways.register
class PixPsp(Gateway):
    """The PSP makes a code for each order and tells of its payment; refunds go back by it."""

    kind = KIND
    label = _("PIX confirmed by the bank")
    about = _("A code for each order, confirmed by itself. Refunds go back with one press.")
    icon = "zap"
    position = 5
    pays_ahead = True
    slot = "pix"
    secrets = frozenset({"client_secret", "certificate"})
    kept = webhook.KEPT
    Settings = PspSettings

    @classmethod
    def initial(cls, tenant: Any) -> dict[str, Any]:  # noqa: ARG003
        return {"provider": providers()[0][0], "expiry_minutes": charges.DEFAULT_MINUTES}

    @property
    def is_complete(self) -> bool:
        needed = ["key", "client_id", "client_secret"]
        if self.settings.get("provider") != DEMO:
            needed += ["base_url", "token_url"]
        return all(self.settings.get(name) for name in needed)

    @property
    def certificate_until(self) -> datetime | None:
        pem = self.settings.get("certificate")
        return expires_on(str(pem)) if pem else None

    def label_for(self, profile: str) -> str:
        return str(_("PIX"))

    def hint_for(self, profile: str) -> str:
        return str(_("Pay now with a code, confirmed at once"))

    def begin(self, ask: Ask) -> Beginning:
        return Beginning("", {"state": words.CREATING})

    @classmethod
    def asked(cls, key: str) -> None:
        due.schedule(charges.START, key)

    @classmethod
    def called_off(cls, payment: Any) -> None:
        charges.take_back_charges(payment)

    @classmethod
    def paid(cls, payment: Any, receipt: Any) -> None:
        charges.take_back_charges(payment, paid=receipt.charge)

    @classmethod
    def send_back(cls, payment: Any, *, key: str, amount: Decimal, actor: Any) -> None:
        refunds.send_back(payment, key=key, amount=amount, actor=actor)

    def renew(self, payment: Any) -> None:
        charges.renew_code(payment, self.settings)

    @classmethod
    def complete(cls, settings: dict[str, Any]) -> dict[str, Any]:
        """The webhook's own secrets are made once and stay."""
        made = {name: random.token_urlsafe(24) for name in webhook.SECRETS}
        return {**made, **settings}

    def configured(self, *, is_enabled: bool) -> None:
        if is_enabled:
            due.schedule(webhook.REGISTER, "now")
