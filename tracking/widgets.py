"""What the console's first page tells of printed codes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.widgets import Step, steps
from tracking.models import QrCode


@steps.register
class FirstCodes(Step):
    kind, order = "qr", 70
    label, text = _("Print your codes"), _("One for each table, or one for the counter.")
    icon, route, permission = "qr-code", "tracking:list", "qr.edit"

    def is_done(self, tenant: Any) -> bool:
        return QrCode.objects.active().exists()
