"""Cash, paid when the order changes hands."""

from django.utils.translation import gettext_lazy as _

from payments.gateways import Gateway, gateways
from tenants.models import OrderProfile


@gateways.register
class Cash(Gateway):
    """The payer says what note they will pay with, so that change is at hand."""

    kind = "cash"
    label = _("Cash")
    about = _("Paid by hand. The customer says whether change is needed.")
    icon = "banknote"
    position = 20
    is_ready_unset = True
    needs_change = True

    def hint_for(self, profile: str) -> str:
        if profile == OrderProfile.Kind.DELIVERY:
            return str(_("Pay the courier"))
        if profile == OrderProfile.Kind.PICKUP:
            return str(_("Pay when you pick it up"))
        return str(_("Pay at the table"))
