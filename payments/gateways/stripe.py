"""Stripe: PIX, cards and boletos, each on Stripe's own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.gateways import gateways
from payments.providers.base import BOLETO
from payments.providers.gateway import HostedGateway, HostedSettings, SecretField
from payments.providers.stripe import Stripe

KEYS = ("sk_live_", "sk_test_", "rk_live_", "rk_test_")


class StripeSettings(HostedSettings):
    secret_key = SecretField(
        label=_("Secret key"), help_text=_("Begins with sk_live_. Under Developers, API keys.")
    )
    webhook_secret = SecretField(
        label=_("Signing secret of the webhook"),
        required=False,
        help_text=_("Begins with whsec_. Leave it empty: Flowt sets its webhook up by itself."),
    )
    field_order = ["secret_key", "pix_profiles", "card_profiles", "boleto_profiles"]

    def clean_secret_key(self) -> str:
        key: str = self.cleaned_data["secret_key"]
        if key.startswith("pk_"):
            raise forms.ValidationError(
                _("This is the publishable key. Paste the secret one, which begins with sk_.")
            )
        if key and not key.startswith(KEYS):
            raise forms.ValidationError(_("A secret key of Stripe begins with sk_live_."))
        return key

    def clean_webhook_secret(self) -> Any:
        secret = self.cleaned_data["webhook_secret"]
        if secret and not secret.startswith("whsec_"):
            raise forms.ValidationError(_("A signing secret begins with whsec_."))
        return secret


@gateways.register
class StripeGateway(HostedGateway):
    """Every method is paid on Stripe's page: no card data passes through Flowt."""

    kind = "stripe"
    label = "Stripe"
    about = _("PIX, cards and boletos on Stripe's page, confirmed by themselves.")
    position = 6
    provider = Stripe
    code_on_page = True
    asks = {BOLETO: frozenset({"email", "document"})}
    key_advice = _("Copy the key again, whole, from Developers, API keys. Roll it if it leaked.")
    where = _("Developers, Webhooks")
    Settings = StripeSettings


StripeGateway.ready()
