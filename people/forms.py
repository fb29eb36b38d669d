from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """Whoever erases somebody says that they mean it."""

    is_sure = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Confirm that it cannot be undone.")},
    )
