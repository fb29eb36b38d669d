from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_TAGS, LONGEST_TAG = 10, 40


class EraseForm(forms.Form):
    """Whoever erases somebody says that they mean it."""

    is_sure = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Confirm that it cannot be undone.")},
    )


class TagsForm(forms.Form):
    """A few words about a customer; separated by commas, each once whatever its capitals."""

    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=500,
        help_text=_(
            "Separate them with commas. Offers may ask for a tag; customers never see them."
        ),
    )

    def clean_tags(self) -> list[str]:
        words: dict[str, Any] = {}
        for word in self.cleaned_data["tags"].split(","):
            if tidy := " ".join(word.split()):
                words.setdefault(tidy.casefold(), tidy)
        if len(words) > MOST_TAGS or any(len(word) > LONGEST_TAG for word in words.values()):
            raise ValidationError(_("At most ten tags, of at most 40 letters each."))
        return list(words.values())
