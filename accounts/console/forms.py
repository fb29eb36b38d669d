"""Shape of what a global administrator types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.forms import CnpjField
from tenants.models import RESERVED_SLUGS, SLUG, Tenant


class FindForm(forms.Form):
    """What to look for in the list of businesses."""

    SORTS = (
        ("-created", _("Newest first")),
        ("created", _("Oldest first")),
        ("name", _("By name")),
    )
    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *Tenant.Status.choices]
    )
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `find_tenants`; what is wrong is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "status", "sort")}


class OpenForm(forms.Form):
    """A new business. Legal data may come later, from its owner."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("As customers know it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    slug = forms.CharField(
        label=_("Short name"),
        max_length=40,
        validators=[SLUG],
        help_text=_("Part of its address, and of its printed codes. It does not change later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    niche = forms.ChoiceField(label=_("Niche"), choices=Tenant.Niche)
    owner_email = forms.EmailField(
        label=_("Owner's e-mail"),
        help_text=_("They get an invitation, or access at once if they already sign in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    legal_name = forms.CharField(label=_("Legal name"), max_length=120, required=False)
    document = CnpjField(label="CNPJ", required=False)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS or Tenant.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("Another business already uses the short name “%(slug)s”. Choose another one."),
                params={"slug": slug},
            )
        return slug


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the history. Customers do not see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
