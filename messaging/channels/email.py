"""E-mail, through whichever provider the tenant chose."""

from contextlib import suppress
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from flowt.tenancy import current_tenant
from messaging.channels import Channel, Outgoing, channels
from messaging.models import ChannelAccount
from messaging.providers import Provider, providers
from messaging.rendering import one_line
from messaging.verdicts import judged

PLATFORM = "platform"


@channels.register
class Email(Channel):
    """Settings: `sender_name`, `sender_address`, `reply_to`, and each provider's own."""

    kind = "email"
    label = _("E-mail")
    icon = "mail"

    @classmethod
    def unset(cls) -> ChannelAccount:
        """Until a tenant chooses, the installation sends for it."""
        nothing: Any = {}
        return ChannelAccount(kind=cls.kind, provider=PLATFORM, settings=nothing)

    @property
    def provider(self) -> Provider | None:
        """None where the provider is not offered here (any more)."""
        kind = self.account.provider
        if kind not in providers or not providers.get(kind).is_offered():
            return None
        own = self.account.settings.get("providers") or {}
        return providers.get(kind)(dict(own.get(kind) or {}))

    def obstacle(self) -> str:
        if not self.account.is_enabled:
            return "channel_off"
        provider = self.provider
        if provider is None or not provider.is_complete:
            return "not_configured"
        return "not_configured" if provider.needs_sender and not self._own_address() else ""

    def is_address(self, address: str) -> bool:
        try:
            validate_email(address)
        except ValidationError:
            return False
        return True

    def send(self, outgoing: Outgoing) -> str:
        provider = self.provider
        assert provider is not None  # the gate looked
        try:
            message, connection = self._message(outgoing), provider.connection()
            connection.open()
        except Exception as error:
            raise judged(error) from error
        try:
            connection.send_messages([message])
        except Exception as error:
            raise judged(error) from error
        finally:
            with suppress(Exception):  # it was accepted, or not: hanging up changes nothing
                connection.close()
        status = getattr(message, "anymail_status", None)
        return str(getattr(status, "message_id", "") or "")

    def sender(self) -> str:
        """What stands in From: the tenant's name before an address that may send."""
        provider = self.provider
        own = self._own_address() if provider is not None and provider.needs_sender else ""
        address = own or parseaddr(django_settings.DEFAULT_FROM_EMAIL)[1]
        name = self.account.settings.get("sender_name") or current_tenant().name
        return formataddr((one_line(str(name))[:100], address))

    def _own_address(self) -> str:
        return str(self.account.settings.get("sender_address") or "")

    def _message(self, outgoing: Outgoing) -> Any:
        sender = self.sender()
        domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
        headers = {
            "Message-ID": f"<{outgoing.reference}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        if outgoing.thread and outgoing.thread != outgoing.reference:
            first = f"<{outgoing.thread}@{domain}>"
            headers |= {"In-Reply-To": first, "References": first}
        reply_to = self.account.settings.get("reply_to") or current_tenant().email
        made = EmailMultiAlternatives(
            subject=one_line(outgoing.subject),
            body=outgoing.text,
            from_email=sender,
            to=[formataddr((one_line(outgoing.to_name)[:100], outgoing.to))],
            reply_to=[str(reply_to)] if reply_to else None,
            headers=headers,
        )
        made.attach_alternative(outgoing.html, "text/html")
        for file in outgoing.attachments:
            made.attach(file.name, file.content, file.media_type)
        made.metadata = {"reference": outgoing.reference}  # type: ignore[attr-defined]
        made.tags = [outgoing.kind]  # type: ignore[attr-defined]
        return made
