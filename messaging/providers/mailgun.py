"""Mailgun, over its HTTP API."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from messaging.providers import ApiProvider, providers

REGIONS = {"us": "https://api.mailgun.net/v3", "eu": "https://api.eu.mailgun.net/v3"}


class MailgunSettings(forms.Form):
    api_key = forms.CharField(label=_("API key"), max_length=200, widget=forms.PasswordInput)
    domain = forms.RegexField(
        r"[A-Za-z0-9][A-Za-z0-9.-]{1,200}\Z",
        label=_("Sending domain"),
        help_text=_("As registered at Mailgun: mg.example.com"),
    )
    region = forms.ChoiceField(
        label=_("Region"), choices=[("us", _("United States")), ("eu", _("Europe"))], initial="us"
    )
    webhook_key = forms.CharField(
        label=_("Webhook signing key"), max_length=200, required=False, widget=forms.PasswordInput
    )


@providers.register
class Mailgun(ApiProvider):
    """Its webhooks are signed with a key of their own."""

    kind = "mailgun"
    label = "Mailgun"
    about = _("For a sending domain of your own.")
    icon = "send"
    position = 40
    backend = "mailgun"
    Settings = MailgunSettings
    webhook_view = "anymail.webhooks.mailgun.MailgunTrackingWebhookView"
    webhook_help = _(
        "At Mailgun: Send, Webhooks. Add it for Delivered, Permanent failure,"
        " Temporary failure and Spam complaints."
    )

    def options(self) -> dict[str, Any]:
        return {
            "api_key": self.settings["api_key"],
            "sender_domain": self.settings["domain"],
            "api_url": REGIONS[self.settings["region"]],
        }

    def webhook_options(self, *, basic: str) -> dict[str, Any]:
        key = self.settings.get("webhook_key") or self.settings["api_key"]
        return {"webhook_secret": basic, "webhook_signing_key": key}

    def signed_at(self, request: HttpRequest) -> float:
        if request.content_type == "application/json":
            return float(json.loads(request.body)["signature"]["timestamp"])
        return float(request.POST["timestamp"])
