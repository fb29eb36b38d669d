"""What the console's first page tells of payments."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.widgets import Step, Widget, steps, widgets
from payments.psp.review import open_count
from payments.selectors import offered_gateways


@steps.register
class PixKey(Step):
    kind, order = "pix", 60
    label, text = _("Receive by PIX"), _("Your key, and the money goes straight to you.")
    icon, route, permission = "wallet", "payments:gateways", "payments.configure"

    def is_done(self, tenant: Any) -> bool:
        return any(one.slot == "pix" for one in offered_gateways())


@widgets.register
class ToReview(Widget):
    """That payments wait for a decision; nothing where none does: two queries."""

    kind, label, order = "payments.review", _("Payments to review"), 5
    permission = "payments.review"

    def render(self, request: Any) -> str:
        waiting = open_count()
        context = {"waiting": waiting}
        return render_to_string("payments/_review_alert.html", context, request) if waiting else ""
