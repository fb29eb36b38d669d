from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models.items import Item
from flowt.errors import Refusal
from tracking.models import QrCode
from tracking.sheets import PER_PAGE
from tracking.tables import read_tables

SLUG_HELP = _("Lower-case letters, digits and hyphens. Your reports group scans by it.")


class TablesForm(forms.Form):
    """Many tables at once. `clean()["tables"]` holds their labels."""

    tables = forms.CharField(
        label=_("Tables"),
        max_length=400,
        help_text=_("A range like “1-20”, names, or both: “1-12, Balcony 1-4, Bar”."),
        widget=forms.TextInput(attrs={"placeholder": "1-20", "autocomplete": "off"}),
    )

    def clean_tables(self) -> list[str]:
        try:
            return read_tables(self.cleaned_data["tables"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


class ChangeForm(forms.Form):
    """What can change of a code that may already be printed."""

    label = forms.CharField(label=_("Name"), max_length=60)
    qr_src = forms.SlugField(label=_("Origin"), max_length=40, help_text=SLUG_HELP)
    campaign = forms.CharField(label=_("Campaign"), max_length=60, required=False)


class CodeForm(ChangeForm):
    """A code for the menu (a counter, a leaflet, a shop window) or for one item."""

    item = forms.ModelChoiceField(
        label=_("Leads to"),
        queryset=Item.objects.none(),
        required=False,
        empty_label=_("The menu"),
    )
    field_order = ["label", "item", "qr_src", "campaign"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = Item.objects.on_menu().order_by("name")

    @property
    def kind(self) -> str:
        has_item = self.cleaned_data.get("item")
        return QrCode.Kind.ITEM if has_item else QrCode.Kind.MENU


class SheetForm(forms.Form):
    """How a sheet of cards is printed."""

    per_page = forms.TypedChoiceField(
        label=_("Cards on a page"),
        choices=[(number, str(number)) for number in PER_PAGE],
        coerce=int,
        initial=6,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("Which codes"),
        choices=[("table", _("Every table")), ("", _("All codes")), ("menu", _("Only the menu's"))],
        required=False,
    )


class ShareForm(forms.Form):
    """The origin that a shared link tells."""

    utm_source = forms.CharField(label=_("Source"), max_length=60, required=False)
    utm_medium = forms.CharField(label=_("Medium"), max_length=60, required=False)
    utm_campaign = forms.CharField(label=_("Campaign"), max_length=60, required=False)
