"""The settings form of a gateway: its own `Settings`, and whether it is offered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payments.gateways import Gateway

SAVED = "••••••••••••"  # where a secret is kept that is never shown


def settings_form(
    gateway: Gateway, *, is_enabled: bool, data: Any, tenant: Any, files: Any = None
) -> forms.Form:
    """Return the gateway's form with its switch; secrets are never rendered back."""
    kept = {k: v for k, v in gateway.settings.items() if k not in gateway.secrets}
    initial = {**gateway.initial(tenant), **{k: v for k, v in kept.items() if v not in ("", None)}}
    form = gateway.Settings(data, files, initial={**initial, "is_enabled": is_enabled})
    form.fields["is_enabled"] = forms.BooleanField(label=_("Offer it to customers"), required=False)
    given = {name for name, value in gateway.settings.items() if value}
    for name in gateway.secrets & given & set(form.fields):
        form.fields[name].required = False
        form.fields[name].help_text = _("Kept as it is while this stays empty.")
        form.fields[name].widget.attrs["placeholder"] = SAVED
    if data is not None and not data.get("is_enabled"):
        for name in list(form.fields):
            form.fields[name].required = False  # what is not offered may be half filled in
    return form
