from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from flowt.forms import CepField, CnpjField, CpfField, DocumentField, MoneyField, PhoneField


class CustomerForm(forms.Form):
    cpf = CpfField(required=False)
    cnpj = CnpjField(required=False)
    document = DocumentField(required=False)
    phone = PhoneField(required=False)
    cep = CepField(required=False)
    price = MoneyField(required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


TYPED = {
    "cpf": "529.982.247-25",
    "cnpj": "12.abc.345/01de-35",
    "document": "11.222.333/0001-81",
    "phone": "(31) 99999-8888",
    "cep": "30130-010",
    "price": "R$ 1.234,5",
}


def test_cleans_to_what_is_stored():
    form = CustomerForm(TYPED)

    assert form.is_valid(), form.errors
    assert list(form.cleaned_data.values()) == [
        *("52998224725", "12ABC34501DE35", "11222333000181"),
        *("+5531999998888", "30130010", Decimal("1234.50")),
    ]


def test_nothing_typed_is_empty():
    form = CustomerForm({"price": "  "})

    assert form.is_valid()
    assert form.cleaned_data["cpf"] == ""
    assert form.cleaned_data["price"] is None


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("cpf", "529.982.247-24", "This CPF is not valid. Check the 11 digits."),
        ("phone", "99999-8888", "The area code is missing. Type the number like (31) 99999-8888."),
        ("price", "-1", "The amount cannot be negative."),
        ("price", "doze", "“doze” is not an amount. Type it like 1.234,56."),
        ("cep", "1" * 61, None),
    ],
)
def test_a_bad_input_gets_a_sentence_and_keeps_what_was_typed(name, typed, sentence):
    form = CustomerForm({name: typed})

    assert not form.is_valid()
    assert sentence is None or form.errors[name] == [sentence]
    assert f'value="{typed}"' in str(form[name])


def test_shows_stored_values_written_for_people():
    form = CustomerForm(
        initial={"cpf": "52998224725", "phone": "+5531999998888", "price": Decimal("1234.5")}
    )

    with translation.override("pt-br"):
        assert 'value="529.982.247-25"' in str(form["cpf"])
        assert 'value="(31) 99999-8888"' in str(form["phone"])
        assert 'value="1.234,50"' in str(form["price"])


@pytest.mark.parametrize(
    ("name", "attrs"),
    [
        ("cpf", ['inputmode="numeric"', 'data-mask="cpf"']),
        ("cnpj", ['autocapitalize="characters"', 'data-mask="cnpj"']),
        ("phone", ['type="tel"', 'autocomplete="tel"', 'data-mask="phone"']),
        ("cep", ['autocomplete="postal-code"', 'data-mask="cep"']),
        ("price", ['inputmode="decimal"', 'data-mask="money"']),
    ],
)
def test_helps_the_keyboard_of_a_phone(name, attrs):
    html = str(CustomerForm()[name])

    assert all(attr in html for attr in attrs)


def test_a_field_may_override_its_widget():
    field = CpfField(widget=forms.TextInput(attrs={"class": "input"}))

    assert field.widget.attrs["class"] == "input"
    assert field.widget.attrs["data-mask"] == "cpf"


def test_the_same_amount_typed_another_way_is_no_change():
    field = MoneyField()

    assert not field.has_changed(Decimal("1234.50"), "1.234,50")
    assert not field.has_changed(None, "")
    assert field.has_changed(Decimal(1), "2")
    assert field.has_changed(Decimal(1), "x")


def test_money_has_limits_of_its_own():
    field = MoneyField(largest=Decimal(100), allow_negative=True)

    assert field.clean("-5") == Decimal("-5.00")
    with pytest.raises(forms.ValidationError):
        field.clean("101")
    with pytest.raises(forms.ValidationError):
        MoneyField().clean("")
