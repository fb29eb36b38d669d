from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.forms import DayField, MoneyField
from orders.models import Order
from orders.states import Verb

Reason = Order.CloseReason
FOR_REJECTING = (Reason.STOCK, Reason.BUSY, Reason.CLOSING, Reason.ADDRESS, Reason.OTHER)
FOR_CANCELLING = (
    *(Reason.CUSTOMER, Reason.NO_ANSWER, Reason.UNPAID),
    *(Reason.DUPLICATE, Reason.STOCK, Reason.OTHER),
)


class ReasonForm(forms.Form):
    """Why an order is rejected or cancelled. Whether it may be is move_order's to decide."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Message to the customer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, verb: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = FOR_REJECTING if verb == Verb.REJECT else FOR_CANCELLING
        self.fields["reason"].choices = [(one.value, one.label) for one in reasons]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Reason.OTHER and not data.get("note"):
            self.add_error("note", _("Say why in a few words."))
        return data


class RefundForm(forms.Form):
    """What went back. `key` makes one refund of two presses."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    amount = MoneyField(
        label=_("Amount"), required=False, help_text=_("Leave it empty to send back all of it.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, help_text=_("Only your team sees it.")
    )

    def clean_amount(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Say how much, from R$ 0.01 up."))
        return amount


class FilterForm(forms.Form):
    """What the history is narrowed to. A value that is not known counts as none."""

    ANY_STATUS = [("", _("Every state")), ("open", _("Still open")), *Order.Status.choices]
    PAYMENTS = [("", _("Paid or not")), ("paid", _("Paid")), ("unpaid", _("Not paid"))]
    PERIODS = [
        ("", _("Any time")),
        ("today", _("Today")),
        ("yesterday", _("Yesterday")),
        ("7", _("Last 7 days")),
        ("30", _("Last 30 days")),
        ("custom", _("Choose dates")),
    ]
    q = forms.CharField(required=False, max_length=60, label=_("Search"))
    status = forms.ChoiceField(required=False, choices=ANY_STATUS, label=_("Order state"))
    profile = forms.ChoiceField(
        required=False, choices=[("", _("Every way")), *Order.Profile.choices], label=_("Way")
    )
    payment = forms.ChoiceField(required=False, choices=PAYMENTS, label=_("Payment"))
    period = forms.ChoiceField(required=False, choices=PERIODS, label=_("Period"))
    since = DayField(required=False, label=_("From day"))
    until = DayField(required=False, label=_("Until"))

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that hold, whatever was wrong with the others."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
