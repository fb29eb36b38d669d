from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.operations.pictures import MOST_PICTURES, Crop


class _ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) or None


class ManyFilesField(forms.FileField):
    """One or more files. What is in them is for the operation to judge."""

    widget = _ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data or [None]
        return [super(ManyFilesField, self).clean(file, initial) for file in files[:MOST_PICTURES]]


class PictureForm(forms.Form):
    """Pictures, and for a single one the part of it that is kept."""

    file = ManyFilesField(
        label=_("Add pictures"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB each."),
        widget=_ManyFilesInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True}
        ),
        error_messages={"required": _("Choose a picture first.")},
    )
    file_x = forms.IntegerField(required=False)
    file_y = forms.IntegerField(required=False)
    file_w = forms.IntegerField(required=False)
    file_h = forms.IntegerField(required=False)

    def crop(self) -> Crop | None:
        names = ("file_x", "file_y", "file_w", "file_h")
        values = [self.cleaned_data.get(name) for name in names]
        return None if None in values else Crop(*values)
