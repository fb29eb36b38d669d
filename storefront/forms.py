"""The forms customers fill in. What the business allows is for the operations to decide."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from flowt.brazil import STATES
from flowt.forms import CepField, CpfField, MoneyField, PhoneField
from orders.requests import Address, Customer
from orders.tabs.models import TabShare
from orders.tabs.selectors import Pickable
from payments.purposes import Payer
from payments.selectors import needs_of
from storefront.fields import NameField
from storefront.when import LATER, NOW, read_start
from tenants.models import OrderProfile

ADDRESS = ("cep", "street", "number", "complement", "district", "city", "state", "reference")
NEEDED = ("cep", "street", "number", "district", "city", "state")


class InterestForm(forms.Form):
    """Who wants to hear more of an item."""

    name = NameField()
    phone = PhoneField(label=_("WhatsApp or phone"))
    message = forms.CharField(
        label=_("What would you like to know?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consent = forms.BooleanField(
        label=_("I agree to be contacted about this."),
        error_messages={"required": _("Without your agreement we may not contact you.")},
    )

    def who(self) -> dict[str, str]:
        """Who asks, and what; without the consent, which is there or the form is not valid."""
        return {name: self.cleaned_data[name] for name in ("name", "phone", "message")}


class CheckoutForm(forms.Form):
    """Everything an order needs beside the cart. `ways` and `payments` are what is on offer."""

    profile = forms.ChoiceField(label=_("How would you like it?"), widget=forms.RadioSelect)
    table = forms.CharField(label=_("Table"), required=False, max_length=40)
    when = forms.ChoiceField(choices=[(NOW, NOW), (LATER, LATER)], required=False)
    day = forms.CharField(required=False, max_length=10)
    slot = forms.CharField(label=_("Hour"), required=False, max_length=20)
    name = NameField()
    phone = PhoneField(label=_("WhatsApp or phone"), required=False)
    document = CpfField(
        label=_("CPF"), required=False, help_text=_("Only if you want it on the receipt.")
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    cep = CepField(label="CEP", required=False)
    street = forms.CharField(
        label=_("Street"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    number = forms.CharField(label=_("Number"), required=False, max_length=20)
    complement = forms.CharField(
        label=_("Complement"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    district = forms.CharField(
        label=_("District"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level3"}),
    )
    city = forms.CharField(
        label=_("City"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", "—"), *((code, code) for code in sorted(STATES))],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    reference = forms.CharField(
        label=_("Landmark"),
        required=False,
        max_length=120,
        help_text=_("What helps to find it: a colour, a shop next door."),
    )
    payment = forms.ChoiceField(label=_("How will you pay?"), widget=forms.RadioSelect)
    change_for = MoneyField(
        label=_("Change for how much?"),
        required=False,
        help_text=_("Leave it empty if you need no change."),
    )
    notes = forms.CharField(
        label=_("Anything we should know?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        ways: list[tuple[str, str]],
        payments: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = ways  # type: ignore[attr-defined]
        self.fields["payment"].choices = payments  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        profile = data.get("profile")
        if profile == OrderProfile.Kind.DELIVERY:
            self._require("phone", *NEEDED)
        elif profile == OrderProfile.Kind.TABLE:
            self._require("table")
        else:
            self._require("phone")
        self._require(
            *sorted(needs_of(data.get("payment", ""))), why=_("Paying this way needs it.")
        )
        if data.get("when") == LATER and self.starts_at() is None:
            self.add_error("slot", _("Choose the hour."))
        return data

    def starts_at(self) -> datetime | None:
        """When the chosen slot begins; None for as soon as possible."""
        data = self.cleaned_data
        return read_start(data.get("slot")) if data.get("when") == LATER else None

    def _require(self, *names: str, why: Any = None) -> None:
        """What only some ways of ordering and paying need."""
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, why or self.fields[name].error_messages["required"])

    def customer(self) -> Customer:
        data = self.cleaned_data
        return Customer(
            name=data["name"],
            phone=data["phone"],
            email=data["email"],
            document=data["document"] or "",
        )

    def asked(self) -> dict[str, Any]:
        """Who orders, how it is handed over and how it is paid, by `place_order`'s names."""
        data = self.cleaned_data
        return {
            "customer": self.customer(),
            "address": self.address(),
            "profile": data["profile"],
            "table_label": data["table"],
            "payment_kind": data["payment"],
            "change_for": data["change_for"] if data["payment"] == "cash" else None,
            "notes": data["notes"],
            "scheduled_for": self.starts_at(),
        }

    def address(self) -> Address | None:
        """Where to bring it; None when it is not to be brought."""
        if self.cleaned_data["profile"] != OrderProfile.Kind.DELIVERY:
            return None
        return Address(**{name: self.cleaned_data[name] for name in ADDRESS})

    def remembered(self) -> dict[str, str]:
        """What this browser's next order starts with. Documents are asked anew."""
        kept = ("name", "phone", "email", *(ADDRESS if self.cleaned_data["cep"] else ()))
        return {name: self.cleaned_data[name] for name in kept if self.cleaned_data[name]}


class PayerForm(forms.Form):
    """Who pays a part of a bill. `needs` is what the way of paying must know: document, email."""

    name = NameField()
    document = CpfField(label=_("CPF"))
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, needs: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"document", "email"}.difference(needs):
            del self.fields[name]
        for field in self.fields.values():
            field.error_messages["required"] = _("Paying this way needs it.")

    def payer(self) -> Payer:
        return Payer(**self.cleaned_data)


class SeatForm(forms.Form):
    """Who sits down at a table."""

    name = forms.CharField(
        label=_("Your first name"),
        max_length=40,
        help_text=_("Who is at the table sees it, and so does the team."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )


class SplitForm(forms.Form):
    """How a bill is split. Of `lines`, each may be chosen by the unit (`line-12`)."""

    kind = forms.ChoiceField(choices=TabShare.Kind.choices)
    parts = forms.IntegerField(required=False, min_value=0, max_value=99)
    amount = MoneyField(label=_("Amount"), required=False)

    def __init__(self, *args: Any, lines: list[Pickable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    def asked(self) -> dict[str, Any]:
        """What to split, by `split_bill`'s names."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "parts": data["parts"] or 0,
            "amount": data["amount"],
            "units": [(one.line.pk, self._units(one)) for one in self.lines],
        }

    def _units(self, one: Pickable) -> int:
        typed = self.data.get(f"line-{one.line.pk}", "")
        wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
        return min(wanted, one.units)


class LegalTextsForm(forms.Form):
    """A business's own terms and privacy notice, as plain text."""

    terms = forms.CharField(
        label=_("Terms of use"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    privacy = forms.CharField(
        label=_("Privacy notice"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
