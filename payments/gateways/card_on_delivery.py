"""A card, on the business's own machine, when the order changes hands."""

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.gateways import Gateway, GatewaySettings, gateways
from tenants.models import OrderProfile


class CardSettings(GatewaySettings):
    brands = forms.CharField(
        label=_("Cards you take"),
        max_length=120,
        required=False,
        help_text=_("Shown to the customer, such as “Visa, Master, Elo and meal vouchers”."),
    )
    field_order = ["brands", "profiles"]


@gateways.register
class CardOnDelivery(Gateway):
    """No card data passes through Flowt: somebody brings the machine."""

    kind = "card"
    label = _("Card")
    about = _("Paid on your own card machine, at the door, the counter or the table.")
    icon = "credit-card"
    position = 30
    is_ready_unset = True
    Settings = CardSettings

    def label_for(self, profile: str) -> str:
        if profile == OrderProfile.Kind.DELIVERY:
            return str(_("Card on delivery"))
        if profile == OrderProfile.Kind.PICKUP:
            return str(_("Card at the counter"))
        return str(_("Card at the table"))

    def hint_for(self, profile: str) -> str:
        return self.settings.get("brands") or str(_("We bring the card machine"))
