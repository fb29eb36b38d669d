"""Shape of an own address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.domains.names import clean_domain
from tenants.errors import DomainOfThePlatform, NotADomain, NotYourDomain


class DomainForm(forms.Form):
    """A host that the business says is its own."""

    domain = forms.CharField(
        label=_("Your domain"),
        max_length=300,
        help_text=_("With or without www: each is an address by itself."),
        widget=forms.TextInput(
            attrs={
                "placeholder": "pedidos.seunegocio.com.br",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "inputmode": "url",
            }
        ),
    )

    def clean_domain(self) -> str:
        try:
            return clean_domain(self.cleaned_data["domain"])
        except (NotADomain, DomainOfThePlatform, NotYourDomain) as refusal:
            raise forms.ValidationError(str(refusal)) from None
