from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.forms.rows import RowForm, Rows
from catalog.models.options import Option, OptionGroup
from catalog.operations.groups import OptionRow
from flowt.forms import MoneyField


class GroupForm(forms.ModelForm):
    """A question put with an item. Its options are rows of their own."""

    class Meta:
        model = OptionGroup
        fields = ("name", "internal_name", "minimum", "maximum", "price_rule")
        labels = {
            "name": _("Question"),
            "internal_name": _("Name for your team"),
            "minimum": _("At least"),
            "maximum": _("At most"),
            "price_rule": _("How its price is made"),
        }
        help_texts = {
            "name": _("What customers read, such as “Choose the size”."),
            "internal_name": _("Tells it from groups with the same question."),
        }
        widgets = {
            "minimum": forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": 99}),
            "maximum": forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": 99}),
            "price_rule": forms.RadioSelect,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        minimum, maximum = data.get("minimum"), data.get("maximum")
        if maximum is not None and not 1 <= maximum <= 99:
            self.add_error("maximum", _("Between 1 and 99."))
        elif minimum is not None and maximum is not None and minimum > maximum:
            self.add_error("maximum", _("This cannot be less than “at least”."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the row alone: the operation writes it."""


class OptionForm(RowForm):
    """One answer."""

    blank_fields = ("name", "sku", "description")
    name = forms.CharField(label=_("Option"), max_length=80)
    description = forms.CharField(label=_("Description"), max_length=200, required=False)
    price = MoneyField(label=_("Price"), required=False)
    maximum = forms.IntegerField(label=_("At most"), min_value=1, max_value=99, required=False)
    sku = forms.CharField(label="SKU", max_length=40, required=False)
    is_available = forms.BooleanField(label=_("Available"), required=False)

    def row(self) -> OptionRow:
        data = self.cleaned_data
        return OptionRow(
            id=int(self.key) if self.key.isascii() and self.key.isdigit() else None,
            name=data["name"],
            price=data["price"] or Decimal(0),
            description=data["description"],
            maximum=data["maximum"] or 1,
            sku=data["sku"],
            is_available=data["is_available"],
        )


def option_rows(data: QueryDict | None = None, rows: Any = ()) -> Rows[OptionForm]:
    """The rows of a group's options, those there are or those sent."""
    names = ("name", "description", "price", "maximum", "sku", "is_available")
    initial = [(str(row.pk), {name: getattr(row, name) for name in names}) for row in rows]
    return Rows(OptionForm, "option", data, initial)


def blank_option() -> OptionForm:
    form = option_rows().blank()
    form.initial = {"maximum": 1, "is_available": True, "price": Option().price}
    return form
