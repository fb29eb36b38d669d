"""Shape of a tenant's settings. What goes together with what is stored is the operations'."""

from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from flowt.brazil import STATES
from flowt.forms import CepField, DocumentField, MoneyField, PhoneField
from tenants.contrast import verdict
from tenants.models import HEX_COLOUR, DeliveryArea, OrderProfile, Tenant


class TenantForm(forms.Form):
    """A form over fields of the tenant row: starts from the row, yields what to set."""

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        self.tenant = tenant
        names = [name for name in self.base_fields if hasattr(tenant, name)]
        initial = {name: getattr(tenant, name) for name in names}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)


class LegalForm(TenantForm):
    """Who the business is before the law."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=120)
    document = DocumentField(
        label=_("CNPJ or CPF"), help_text=_("A CNPJ may hold letters. The digits are checked.")
    )

    def values(self) -> dict[str, Any]:
        """Return what to set; the kind follows from the length."""
        kind = Tenant.DocumentKind
        is_cpf = len(self.cleaned_data["document"]) == 11
        return {**self.cleaned_data, "document_kind": kind.CPF if is_cpf else kind.CNPJ}


class ContactForm(TenantForm):
    """How customers reach the business, and where it is."""

    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    whatsapp = PhoneField(label="WhatsApp", required=False)
    cep = CepField(label="CEP", required=False)
    street = forms.CharField(label=_("Street"), max_length=120, required=False)
    street_number = forms.CharField(label=_("Number"), max_length=20, required=False)
    complement = forms.CharField(label=_("Complement"), max_length=60, required=False)
    district = forms.CharField(label=_("District"), max_length=80, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", "—"), *STATES.items()], required=False
    )

    ADDRESS = ("cep", "street", "city", "state")

    def clean(self) -> dict[str, Any]:
        """An address is whole or absent: half of one leads nowhere."""
        data = super().clean() or {}
        if any(data.get(name) for name in self.ADDRESS):
            for name in self.ADDRESS:
                if name in data and not data[name]:
                    self.add_error(name, _("Fill this in too, or leave the address empty."))
        return data


class BrandForm(TenantForm):
    """How the business looks."""

    brand_colour = forms.CharField(
        label=_("Brand colour"),
        validators=[HEX_COLOUR],
        help_text=_("Buttons and links of your menu."),
        widget=forms.TextInput(attrs={"type": "color", "data-contrast-of": "brand"}),
    )
    accent_colour = forms.CharField(
        label=_("Accent colour"),
        validators=[HEX_COLOUR],
        help_text=_("Small details that should stand out."),
        widget=forms.TextInput(attrs={"type": "color", "data-contrast-of": "accent"}),
    )
    tagline = forms.CharField(
        label=_("Tagline"),
        max_length=120,
        required=False,
        help_text=_("One line below the name, at the top of the menu."),
    )
    header_text = forms.CharField(
        label=_("Notice at the top"),
        max_length=200,
        required=False,
        help_text=_("For what everybody should read, such as a change of address."),
    )
    footer_text = forms.CharField(
        label=_("Text at the bottom"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_brand_colour(self) -> str:
        """Too pale a colour is refused: customers could not read the buttons' own links."""
        colour: str = self.cleaned_data["brand_colour"].lower()
        found = verdict(colour)
        if not found.is_readable:
            raise forms.ValidationError(
                _("This colour is too light: its contrast is %(ratio)s and needs 4.5. Darken it."),
                params={"ratio": number_format(found.ratio, 1)},
            )
        return colour

    def clean_accent_colour(self) -> str:
        return str(self.cleaned_data["accent_colour"]).lower()


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, up to 4 MB. A square with some room around it looks best."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )


class LanguageForm(TenantForm):
    language = forms.ChoiceField(
        label=_("Language of the menu"),
        choices=django_settings.LANGUAGES,
        help_text=_("Each visitor may choose another one."),
    )


class ProfileForm(forms.Form):
    """The terms of one way of ordering. Prefixed by its kind: three stand on one page."""

    is_enabled = forms.BooleanField(label=_("Offer it"), required=False)
    minimum_order = MoneyField(label=_("Minimum order"), required=False)
    preparation_minutes = forms.IntegerField(
        label=_("Preparation time (minutes)"),
        min_value=0,
        max_value=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    has_tabs = forms.BooleanField(label=_("One tab a table"), required=False)
    service_percent = forms.DecimalField(
        label=_("Service charge (%)"),
        required=False,
        min_value=0,
        max_value=30,
        max_digits=5,
        decimal_places=2,
        help_text=_("Suggested on a tab's bill; the customer may decline it. 0 for none."),
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    AT_TABLES = ("has_tabs", "service_percent")

    def __init__(self, *args: Any, profile: OrderProfile, **kwargs: Any) -> None:
        self.profile = profile
        initial = {name: getattr(profile, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, prefix=profile.kind, **kwargs)
        if profile.kind != OrderProfile.Kind.TABLE:
            for name in self.AT_TABLES:
                del self.fields[name]

    def clean_service_percent(self) -> Any:
        return self.cleaned_data["service_percent"] or 0

    def clean_minimum_order(self) -> Any:
        return self.cleaned_data["minimum_order"] or 0


class AreaForm(forms.Form):
    """One delivery area."""

    name = forms.CharField(label=_("Name"), max_length=80)
    cep_from = CepField(label=_("First CEP"))
    cep_to = CepField(label=_("Last CEP"))
    fee = MoneyField(label=_("Delivery fee"), help_text=_("0 for free."))
    free_from = MoneyField(
        label=_("Free from"), required=False, help_text=_("Of an order's value. Empty: never.")
    )
    estimated_minutes = forms.IntegerField(
        label=_("Minutes on the way"), min_value=0, max_value=600, initial=30
    )
    is_active = forms.BooleanField(label=_("Deliver here"), required=False, initial=True)

    def __init__(self, *args: Any, area: DeliveryArea | None = None, **kwargs: Any) -> None:
        if area:
            kwargs["initial"] = {name: getattr(area, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("cep_from"), data.get("cep_to")
        if first and last and first > last:
            self.add_error("cep_to", _("The last CEP comes before the first one."))
        return data
