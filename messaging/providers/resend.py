"""Resend, over its HTTP API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.providers import ApiProvider, providers


class ResendSettings(forms.Form):
    api_key = forms.CharField(label=_("API key"), max_length=200, widget=forms.PasswordInput)
    webhook_key = forms.RegexField(
        r"whsec_[A-Za-z0-9+/=]{8,200}\Z",
        label=_("Webhook signing secret"),
        required=False,
        widget=forms.PasswordInput,
        help_text=_("Begins with whsec_. Resend shows it once the webhook is added there."),
    )


@providers.register
class Resend(ApiProvider):
    """Its webhooks are signed, and carry the time."""

    kind = "resend"
    label = "Resend"
    about = _("Quick to set up with a domain of your own.")
    icon = "zap"
    position = 35
    backend = "resend"
    Settings = ResendSettings
    webhook_view = "anymail.webhooks.resend.ResendTrackingWebhookView"
    webhook_help = _(
        "At Resend: Webhooks, Add webhook. Choose delivered, bounced and complained,"
        " and bring its signing secret here."
    )

    def webhook_options(self, *, basic: str) -> dict[str, Any]:
        options: dict[str, Any] = {"webhook_secret": basic}
        if key := self.settings.get("webhook_key"):
            options["signing_secret"] = key
        return options

    def is_hard(self, event: Any) -> bool:
        bounce = (event.esp_event.get("data") or {}).get("bounce") or {}
        return str(bounce.get("type", "Permanent")) != "Transient"
