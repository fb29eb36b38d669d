from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from catalog.forms.choices import CategoryChoice
from catalog.models.categories import Category
from catalog.models.items import Item
from flowt.forms import MoneyField

MOST_STOCK = 999_999


class ItemForm(forms.ModelForm):
    """What an item is. Hours, options and pictures have forms of their own."""

    category = CategoryChoice(label=_("Category"), queryset=Category.objects.none())
    price = MoneyField(label=_("Price"), initial=0)
    diets = forms.MultipleChoiceField(
        label=_("Good to know"),
        choices=Item.Diet,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    status = forms.ChoiceField(
        label=_("On the menu"),
        choices=[(s.value, s.label) for s in (Item.Status.ACTIVE, Item.Status.HIDDEN)],
        widget=forms.RadioSelect,
        initial=Item.Status.ACTIVE,
    )

    slug = forms.SlugField(
        label=_("Address"),
        max_length=130,
        required=False,
        help_text=_("The last part of its page's address. The old one goes on leading here."),
    )

    class Meta:
        model = Item
        fields = (
            "name",
            "category",
            "kind",
            "price",
            "description",
            "serves",
            "sku",
            "diets",
            "status",
            "is_highlight",
            "interest_only",
            "stock",
        )
        labels = {
            "name": _("Name"),
            "kind": _("Kind"),
            "description": _("Description"),
            "serves": _("Serves"),
            "is_highlight": _("Show among the highlights"),
            "interest_only": _("Enquiries only"),
            "stock": _("Units in stock"),
        }
        help_texts = {
            "description": _("What makes people want it: ingredients, size, how it is made."),
            "serves": _("For example “2 people” or “500 ml”."),
            "sku": _("Your own code for it, if you have one."),
            "interest_only": _("Shows “I want to know more” instead of selling it online."),
            "stock": _("Leave empty when you do not count it. At zero it is sold out."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "kind": forms.RadioSelect,
            "stock": forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": MOST_STOCK}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.present()
        self.fields["stock"].validators.append(MaxValueValidator(MOST_STOCK))
        if self.instance.pk is None:
            del self.fields["slug"]
        else:
            self.fields["slug"].initial = self.instance.slug
        if self.instance.status == Item.Status.ARCHIVED:
            self.fields["status"].required = False

    def clean_sku(self) -> str:
        return self.cleaned_data["sku"].strip()

    def clean_status(self) -> str:
        """An archived item stays so: restoring it is an act of its own."""
        if self.instance.status == Item.Status.ARCHIVED:
            return Item.Status.ARCHIVED
        return self.cleaned_data["status"]

    def values(self) -> dict[str, Any]:
        """What the operation is to write; an address left empty stays as it is."""
        slug = self.cleaned_data.get("slug")
        own = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return own | {"slug": slug} if slug else own

    def _post_clean(self) -> None:
        """Leave the row alone: the operation writes it, and says what the table refuses."""
