"""What the console's first page tells of payments."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.widgets import Step, steps
from payments.selectors import states


@steps.register
class PixKey(Step):
    kind, order = "pix", 60
    label, text = _("Receive by PIX"), _("Your key, and the money goes straight to you.")
    icon, route, permission = "wallet", "payments:gateways", "payments.configure"

    def is_done(self, tenant: Any) -> bool:
        return any(state.is_offered for state in states() if state.gateway.kind == "pix")
