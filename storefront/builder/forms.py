"""The editor's own forms; those of blocks are theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.builder.fields import MomentField, moment
from storefront.builder.models import Page


class NewPageForm(forms.Form):
    """A page to begin with."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For your team, and for its address.")
    )
    template = forms.CharField(max_length=40, required=False)


class PageForm(forms.Form):
    """What a page is called, where it is, and what search engines say of it."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Only your team sees it."))
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("What follows /p/. An old address goes on leading here."),
    )
    goal = forms.ChoiceField(label=_("Goal"), choices=Page.Goal)
    title = forms.CharField(
        label=_("Title for search engines"),
        max_length=70,
        required=False,
        help_text=_("Empty: the title of the opening."),
    )
    description = forms.CharField(
        label=_("Description for search engines"),
        max_length=160,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, page: Page, data: Any = None) -> None:
        initial = {name: getattr(page, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        if page.kind == Page.Kind.WELCOME:
            del self.fields["slug"]


class ScheduleForm(forms.Form):
    """When a page is shown, and until when."""

    publish_at = MomentField(label=_("Publish on"), required=False)
    unpublish_at = MomentField(label=_("Take down on"), required=False)

    def times(self) -> dict[str, Any]:
        return {name: moment(value) for name, value in self.cleaned_data.items()}


class PictureForm(forms.Form):
    """A picture for the library, and the block that shows it at once."""

    file = forms.FileField(
        label=_("Add a picture"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choose a picture first.")},
    )
    alt = forms.CharField(label=_("What is on it"), max_length=160, required=False)
    key = forms.CharField(max_length=20, required=False)


class AddForm(forms.Form):
    kind = forms.CharField(max_length=20)
    at = forms.IntegerField(required=False, min_value=0, max_value=100)
