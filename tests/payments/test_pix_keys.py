import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowt.errors import Refusal
from payments.pix_keys import AmbiguousPixKey, InvalidPixKey, format_key, kind_of, parse_key

UUID = "123e4567-e12b-12d1-a456-426655440000"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("529.982.247-25", "cpf", "52998224725"),
        ("52998224725", "cpf", "52998224725"),
        ("11.222.333/0001-81", "cnpj", "11222333000181"),
        ("12.abc.345/01de-35", "cnpj", "12ABC34501DE35"),
        ("+55 31 99999-8888", "phone", "+5531999998888"),
        ("(31) 99999-8888", "phone", "+5531999998888"),
        ("Loja@Exemplo.com.br", "email", "loja@exemplo.com.br"),
        (UUID.upper(), "random", UUID),
        (UUID.replace("-", ""), "random", UUID),
    ],
)
def test_tells_the_kind_and_the_registered_form(text, kind, value):
    key = parse_key(f" {text} ")

    assert (key.kind, key.value) == (kind, value)
    assert kind_of(value) == kind
    assert parse_key(format_key(key), kind) == key


@pytest.mark.parametrize(
    "text",
    ["", "loja", "529.982.247-24", "a@b", f"{'a' * 70}@exemplo.com", "é@exemplo.com", UUID[:-1]]
    + ["+1 415 555 2671", "0800 123 4567", "123"],
)
def test_refuses_what_is_no_key(text):
    with pytest.raises(InvalidPixKey):
        parse_key(text)


def test_eleven_digits_that_are_a_cpf_and_a_phone_are_asked_about():
    both = "11987654374"

    with pytest.raises(AmbiguousPixKey):
        parse_key(both)
    assert parse_key(both, "phone").value == "+5511987654374"
    assert parse_key(both, "cpf").value == both
    assert kind_of(both) == "cpf"


def test_refuses_a_key_of_another_kind():
    with pytest.raises(InvalidPixKey):
        parse_key("loja@exemplo.com", "cpf")


@given(st.text(max_size=90))
def test_any_text_is_a_key_or_refused(text):
    try:
        key = parse_key(text)
    except Refusal:
        return
    assert kind_of(key.value) == key.kind
