"""Mercado Pago: PIX and boletos on our own page, cards on Mercado Pago's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.gateways import gateways
from payments.providers.base import BOLETO, PIX
from payments.providers.gateway import HostedGateway, HostedSettings, SecretField
from payments.providers.mercadopago import MercadoPago


class MercadoPagoSettings(HostedSettings):
    secret_key = SecretField(
        label=_("Access token"),
        help_text=_("Begins with APP_USR-. Under Your integrations, Production credentials."),
    )
    webhook_secret = SecretField(
        label=_("Secret signature of the webhooks"),
        help_text=_("Mercado Pago shows it once you have given it the address for notices."),
        required=False,
    )
    field_order = [
        *("secret_key", "webhook_secret", "pix_profiles", "card_profiles", "boleto_profiles"),
    ]

    def clean_secret_key(self) -> str:
        key: str = self.cleaned_data["secret_key"]
        if key and not key.startswith(("APP_USR-", "TEST-")):
            raise forms.ValidationError(_("An access token begins with APP_USR-."))
        return key


@gateways.register
class MercadoPagoGateway(HostedGateway):
    """PIX needs the payer's e-mail, a boleto the CPF and the address as well."""

    kind = "mercadopago"
    label = "Mercado Pago"
    about = _("PIX and boletos here, cards on Mercado Pago's page, confirmed by themselves.")
    position = 7
    provider = MercadoPago
    asks = {PIX: frozenset({"email"}), BOLETO: frozenset({"email", "document"})}
    delivered_only = frozenset({BOLETO})
    key_advice = _("Use the access token of the production credentials, copied whole.")
    where = _("Your integrations, Webhooks, Production mode")
    events = (_("Payments (payment)"),)
    Settings = MercadoPagoSettings


MercadoPagoGateway.ready()
