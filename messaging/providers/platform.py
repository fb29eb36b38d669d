"""The installation's own server, as its `EMAIL_URL` names it."""

from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext_lazy as _

from messaging import smtp
from messaging.providers import Provider, providers

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@providers.register
class Platform(Provider):
    """Needs nothing: From is the installation's address, the tenant's name stands before it."""

    kind = "platform"
    label = _("This platform's server")
    about = _(
        "Works at once. The sender's address is the platform's; the name and the reply"
        " address are yours."
    )
    icon = "send"
    position = 10
    needs_sender = False

    def connection(self) -> Any:
        if settings.EMAIL_BACKEND == SMTP:
            return smtp.installation_backend()
        return get_connection()
