"""Fields that several forms of the public pages have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NameField(forms.CharField):
    """What a customer wants to be called."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(**{"label": _("Your name"), "max_length": 120, "widget": widget} | kwargs)
