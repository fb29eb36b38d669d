"""Brevo, over its HTTP API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.providers import ApiProvider, providers

HARD_EVENTS = frozenset({"hard_bounce", "invalid_email", "blocked"})


class BrevoSettings(forms.Form):
    api_key = forms.CharField(label=_("API key"), max_length=200, widget=forms.PasswordInput)


@providers.register
class Brevo(ApiProvider):
    """Its webhooks are not signed: the address we give holds two secrets."""

    kind = "brevo"
    label = "Brevo"
    about = _("Formerly Sendinblue; has a free plan.")
    icon = "send"
    position = 45
    backend = "brevo"
    Settings = BrevoSettings
    webhook_view = "anymail.webhooks.brevo.BrevoTrackingWebhookView"
    webhook_help = _(
        "At Brevo: Transactional, Settings, Webhook. Mark Delivered, Hard and Soft"
        " bounce, Blocked, Invalid e-mail and Complaint."
    )

    def is_hard(self, event: Any) -> bool:
        return event.esp_event.get("event") in HARD_EVENTS
