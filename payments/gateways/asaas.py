"""Asaas: PIX and boletos on our own page, cards on Asaas's."""

import secrets as random
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.gateways import gateways
from payments.providers.asaas import PRODUCTION, SANDBOX, Asaas
from payments.providers.base import BOLETO, CARD, PIX
from payments.providers.gateway import HostedGateway, HostedSettings, SecretField


class AsaasSettings(HostedSettings):
    environment = forms.ChoiceField(
        label=_("Account"),
        choices=[(PRODUCTION, _("My real account")), (SANDBOX, _("Sandbox, to try things out"))],
        initial=PRODUCTION,
    )
    secret_key = SecretField(
        label=_("API key"), help_text=_("Begins with $aact_. Under Integrations, API keys.")
    )
    field_order = ["environment", "secret_key", "pix_profiles", "card_profiles", "boleto_profiles"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        key, environment = data.get("secret_key") or "", data.get("environment")
        if key and not key.startswith("$aact_"):
            self.add_error("secret_key", _("An API key of Asaas begins with $aact_."))
        elif key.startswith("$aact_hmlg_") and environment == PRODUCTION:
            self.add_error("secret_key", _("This key is of the sandbox. Choose it above."))
        elif key.startswith("$aact_prod_") and environment == SANDBOX:
            self.add_error("secret_key", _("This key is of your real account. Choose it above."))
        return data


@gateways.register
class AsaasGateway(HostedGateway):
    """Every charge at Asaas has a customer, and every customer a CPF or CNPJ."""

    kind = "asaas"
    label = "Asaas"
    about = _("PIX and boletos here, cards on Asaas's page, confirmed by themselves.")
    position = 8
    provider = Asaas
    secrets = frozenset({"secret_key"})
    asks = {
        PIX: frozenset({"document"}),
        CARD: frozenset({"document"}),
        BOLETO: frozenset({"document", "email"}),
    }
    key_advice = _("Copy the key again, whole, and see that it is of the account chosen above.")
    Settings = AsaasSettings

    @classmethod
    def complete(cls, settings: dict[str, Any]) -> dict[str, Any]:
        return {"auth_token": random.token_urlsafe(32), **super().complete(settings)}


AsaasGateway.ready()
