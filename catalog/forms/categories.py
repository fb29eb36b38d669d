from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models.categories import Category


class CategoryNameForm(forms.Form):
    """A new category, from the tree itself."""

    name = forms.CharField(label=_("Name of the category"), max_length=80)
    parent = forms.ModelChoiceField(Category.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Category.objects.present().filter(parent=None)


class CategoryForm(forms.Form):
    """A category's words. Hours are rows of their own."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(
        label=_("Description"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A line under its name on the menu."),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=90,
        required=False,
        help_text=_("The last part of its page's address. The old one goes on leading here."),
    )
    is_visible = forms.BooleanField(label=_("Show it on the menu"), required=False)

    def clean_slug(self) -> str:
        """An address left empty stays as it is."""
        return self.cleaned_data["slug"] or self.initial["slug"]
