from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.forms import MoneyField
from orders.tabs.models import Tab
from orders.tabs.paying import by_hand


class TableForm(forms.Form):
    """A table, by what is printed on it."""

    table = forms.CharField(label=_("Table"), max_length=40)

    def clean_table(self) -> str:
        return " ".join(self.cleaned_data["table"].split())


class MergeForm(forms.Form):
    """The tab that another one goes into."""

    into = forms.ModelChoiceField(
        Tab.objects.none(), label=_("Into the tab of"), empty_label=_("Choose a table…")
    )

    def __init__(self, *args: Any, tab: Tab, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tab.objects.live().exclude(pk=tab.pk).order_by("table_label")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """Money taken at the table. `key` makes one payment of two presses."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    amount = MoneyField(label=_("Amount"))
    gateway = forms.ChoiceField(label=_("How was it paid?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gateway"].choices = by_hand()  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is None or amount <= 0:
            raise forms.ValidationError(_("Say how much, from R$ 0.01 up."))
        return amount
