from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.forms.choices import CategoryChoice
from catalog.forms.rows import RowForm, Rows
from catalog.models.categories import Category
from catalog.operations.pictures import Crop
from flowt.forms import MoneyField
from offers.combos.models import Combo, ComboChoice, ComboGroup
from offers.combos.operations import ChoiceRow, GroupRow

ItemChoices = list[tuple[str, list[tuple[str, str]]]]  # by category: id and name


class ComboForm(forms.ModelForm):
    """What a combo is. What it is made of are rows of their own."""

    category = CategoryChoice(
        label=_("Also in the category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("In “Combos” only"),
    )
    price = MoneyField(label=_("Price of the combo"))

    class Meta:
        model = Combo
        fields = ("name", "price", "description", "category", "is_on_menu", "is_highlight")
        labels = {
            "name": _("Name"),
            "description": _("Description"),
            "is_on_menu": _("On the menu"),
            "is_highlight": _("Show among the highlights"),
        }
        help_texts = {"description": _("What makes people want it.")}
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.present()

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the row alone: the operation writes it."""


class ChoiceForm(RowForm):
    """One item that comes along, or may be chosen."""

    blank_fields = ("item",)
    items: ClassVar[ItemChoices] = []
    item = forms.ChoiceField(
        label=_("Item"), error_messages={"invalid_choice": _("Choose an item of the menu.")}
    )
    maximum = forms.IntegerField(label=_("Units"), min_value=1, max_value=99, required=False)
    surcharge = MoneyField(label=_("Surcharge"), required=False)
    allowance = MoneyField(
        label=_("Options included up to"),
        required=False,
        help_text=_("What its own options cost beyond this is paid on top."),
    )
    is_default = forms.BooleanField(label=_("Already chosen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("Choose an item…")), *self.items]

    def row(self) -> ChoiceRow:
        data = self.cleaned_data
        return ChoiceRow(
            id=_id(self.key),
            item_id=int(data["item"]),
            maximum=data["maximum"] or 1,
            surcharge=data["surcharge"] or Decimal(0),
            allowance=data["allowance"] or Decimal(0),
            is_default=data["is_default"],
        )


class GroupForm(RowForm):
    """One question, with its choices as rows of their own."""

    name = forms.CharField(label=_("Question"), max_length=80)
    minimum = forms.IntegerField(label=_("At least"), min_value=0, max_value=99)
    maximum = forms.IntegerField(label=_("At most"), min_value=1, max_value=99)
    choices: Rows[ChoiceForm]
    blank: ChoiceForm  # one more choice, where no script adds it

    @property
    def is_blank(self) -> bool:
        """One that was named, or given an item, is none that may be lost."""
        named = str(self.data.get(self.add_prefix("name"), "")).strip()
        sent = self.data.getlist(f"choice{self.key}")
        items = (self.data.get(f"choice{self.key}-{key}-item", "") for key in sent)
        return not named and not any(items)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        minimum, maximum = data.get("minimum"), data.get("maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.add_error("maximum", _("This cannot be less than “at least”."))
        return data

    def row(self) -> GroupRow:
        data = self.cleaned_data
        return GroupRow(
            id=_id(self.key),
            name=data["name"],
            minimum=data["minimum"],
            maximum=data["maximum"],
            choices=tuple(form.row() for form in self.choices.forms),
        )


class PictureForm(forms.Form):
    """One picture, and the part of it that is kept."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB. Without one, an item's is shown."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a picture first.")},
    )
    file_x = forms.IntegerField(required=False)
    file_y = forms.IntegerField(required=False)
    file_w = forms.IntegerField(required=False)
    file_h = forms.IntegerField(required=False)

    def crop(self) -> Crop | None:
        values = [self.cleaned_data.get(f"file_{side}") for side in "xywh"]
        return None if None in values else Crop(*values)


class Parts:
    """All rows of a combo's editor: what comes along, and the questions with their choices."""

    def __init__(
        self, items: ItemChoices, data: QueryDict | None = None, groups: Iterable[ComboGroup] = ()
    ) -> None:
        self.choice_form = type("ItemChoiceForm", (ChoiceForm,), {"items": items})
        rows = list(groups)
        fixed = [choice for group in rows if group.is_fixed for choice in group.choices.all()]
        asked = [group for group in rows if not group.is_fixed]
        self.fixed = self._choices("fixed", data, fixed)
        initial = [(str(group.pk), _initial(group, GROUP_FIELDS)) for group in asked]
        self.groups = Rows(GroupForm, "group", data, initial)
        stored = {str(group.pk): list(group.choices.all()) for group in asked}
        for form in self.groups.forms:
            name = f"choice{form.key}"
            form.choices = self._choices(name, data, stored.get(form.key, []))
            form.blank = self.blank_choice(name)

    def is_valid(self) -> bool:
        rows = [self.fixed, self.groups, *(form.choices for form in self.groups.forms)]
        bad = [row for row in rows if not row.is_valid()]  # every one shows its errors
        return not bad

    def blank_choice(self, name: str) -> ChoiceForm:
        """One more row, empty, of what comes along ("fixed") or of a question's choices."""
        form: ChoiceForm = Rows(self.choice_form, name).blank()
        form.initial = {"maximum": 1}
        return form

    def blank_group(self) -> GroupForm:
        form = self.groups.blank()
        form.initial = {"minimum": 1, "maximum": 1}
        form.choices = Rows(self.choice_form, f"choice{form.key}")
        form.choices.forms = [self.blank_choice(form.choices.name)]
        form.blank = self.blank_choice(form.choices.name)
        return form

    def rows(self) -> list[GroupRow]:
        """What is to be written, once all of it is valid."""
        fixed = tuple(form.row() for form in self.fixed.forms)
        return [GroupRow(is_fixed=True, choices=fixed), *(form.row() for form in self.groups.forms)]

    def _choices(
        self, name: str, data: QueryDict | None, rows: Iterable[ComboChoice]
    ) -> Rows[ChoiceForm]:
        initial = [
            (str(row.pk), _initial(row, CHOICE_FIELDS) | {"item": row.item_id}) for row in rows
        ]
        return Rows(self.choice_form, name, data, initial)


GROUP_FIELDS = ("name", "minimum", "maximum")
CHOICE_FIELDS = ("maximum", "surcharge", "allowance", "is_default")


def _initial(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _id(key: str) -> int | None:
    return int(key) if key.isascii() and key.isdigit() else None
