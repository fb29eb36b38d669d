"""Postmark, over its HTTP API."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings as django_settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from messaging.providers import ApiProvider, providers

SOFT = frozenset({"SoftBounce", "Transient", "DnsError", "Undeliverable"})


class PostmarkSettings(forms.Form):
    api_key = forms.CharField(
        label=_("Server API token"), max_length=200, widget=forms.PasswordInput
    )


@providers.register
class Postmark(ApiProvider):
    """Its webhooks are not signed: the address we give holds two secrets."""

    kind = "postmark"
    label: ClassVar[str | Promise] = "Postmark"
    about = _("For messages that must arrive quickly. Needs a verified sender.")
    icon = "zap"
    position = 30
    backend = "postmark"
    Settings = PostmarkSettings
    webhook_view = "anymail.webhooks.postmark.PostmarkTrackingWebhookView"
    webhook_help = _(
        "At Postmark: Server, Webhooks, Add webhook. Mark Delivery, Bounce and Spam complaint."
    )

    def options(self) -> dict[str, Any]:
        return {"server_token": self.settings["api_key"]}

    def is_hard(self, event: Any) -> bool:
        return super().is_hard(event) and event.esp_event.get("Type") not in SOFT


@providers.register
class DemoPost(Postmark):
    """The demo's post office, which speaks Postmark's language on loopback."""

    kind = "demo_post"
    label = _("The demo's post office")
    about = _("Speaks Postmark's language on this machine: nothing leaves it.")
    position = 15
    needs_sender = False

    @classmethod
    def is_offered(cls) -> bool:
        return bool(django_settings.FLOWT_MAIL_SIMULATOR)

    @property
    def is_complete(self) -> bool:
        return super().is_complete and self.is_offered()

    def options(self) -> dict[str, Any]:
        return {**super().options(), "api_url": django_settings.FLOWT_MAIL_SIMULATOR}
