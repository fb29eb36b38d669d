"""Form fields for what Brazilians type: money, documents, phones, postal codes.

Each one cleans to the bare form that is stored, shows a stored value written for people, and
leaves what was typed wrong untouched. `data-mask` names the mask the browser may draw; nothing
depends on it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from flowt import brazil, phones
from flowt.errors import Refusal
from flowt.money import LARGEST, format_amount, parse_money, quantize


class _WrittenField(forms.CharField):
    """A text that is cleaned by `clean_text` and shown by `write`; "" where nothing was typed."""

    attrs: ClassVar[Mapping[str, str]] = {}
    clean_text: Callable[[str], str]
    write: Callable[[str], str]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)  # of what is typed, mask included
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        if not text:
            return text
        try:
            return type(self).clean_text(text)
        except Refusal as refusal:
            raise ValidationError(str(refusal), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Write a stored value for people; what is not one stays as it was typed."""
        try:
            return type(self).write(type(self).clean_text(value)) if value else value
        except Refusal:
            return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**self.attrs, **super().widget_attrs(widget)}


class CpfField(_WrittenField):
    """Cleans to 11 digits."""

    clean_text = staticmethod(brazil.clean_cpf)
    write = staticmethod(brazil.format_cpf)
    attrs = {"inputmode": "numeric", "autocomplete": "off", "data-mask": "cpf"}


class CnpjField(_WrittenField):
    """Cleans to 14 letters and digits, in upper case."""

    clean_text = staticmethod(brazil.clean_cnpj)
    write = staticmethod(brazil.format_cnpj)
    attrs = {"autocapitalize": "characters", "autocomplete": "off", "data-mask": "cnpj"}


class DocumentField(_WrittenField):
    """Cleans to a CPF or a CNPJ, told apart by length."""

    clean_text = staticmethod(brazil.clean_document)
    write = staticmethod(brazil.format_document)
    attrs = {"autocapitalize": "characters", "autocomplete": "off", "data-mask": "document"}


class CepField(_WrittenField):
    """Cleans to 8 digits."""

    clean_text = staticmethod(brazil.clean_cep)
    write = staticmethod(brazil.format_cep)
    attrs = {"inputmode": "numeric", "autocomplete": "postal-code", "data-mask": "cep"}


class PhoneField(_WrittenField):
    """Cleans to E.164. A number without `+` is read as dialled in Brazil."""

    clean_text = staticmethod(phones.parse_phone)
    write = staticmethod(phones.format_phone)
    widget = forms.TextInput(attrs={"type": "tel"})
    attrs = {"inputmode": "tel", "autocomplete": "tel", "data-mask": "phone"}


class DayField(forms.DateField):
    """Cleans to a day that arithmetic with days and time zones never leaves the calendar from."""

    default_validators = [
        MinValueValidator(date(1900, 1, 1)),
        MaxValueValidator(date(2199, 12, 31)),
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **kwargs)


class MoneyField(forms.Field):
    """An amount as a person types it, `1.234,56` or `1234.56`; cleans to a Decimal or None.

    Not negative unless `allow_negative`; at most `largest`; in the decimals of `currency`.
    """

    widget = forms.TextInput

    def __init__(
        self,
        *,
        currency: str = "BRL",
        allow_negative: bool = False,
        largest: Decimal = LARGEST,
        **kwargs: Any,
    ) -> None:
        self.currency, self.allow_negative, self.largest = currency, allow_negative, largest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_money(
                str(value),
                currency=self.currency,
                allow_negative=self.allow_negative,
                largest=self.largest,
            )
        except Refusal as refusal:
            raise ValidationError(str(refusal), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Write a stored amount as a person types it; a text stays as it was typed."""
        if isinstance(value, Decimal | int):
            return format_amount(value, self.currency)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts: `1.234,50` typed over a stored 1234.50 is no change."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        return typed != (None if initial in self.empty_values else quantize(initial, self.currency))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        own = {"inputmode": "decimal", "autocomplete": "off", "data-mask": "money"}
        return {**own, **super().widget_attrs(widget)}
