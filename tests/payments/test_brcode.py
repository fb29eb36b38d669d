from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from payments.brcode import BadBrCode, BrCode, build_static, crc16, parse, to_ascii
from payments.pix_keys import InvalidPixKey

UUID = "123e4567-e12b-12d1-a456-426655440000"
BANK = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
    "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)
ORDER = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000520400005303986"
    "540549.905802BR5910LOJA FLOWT6014BELO HORIZONTE62130509PED00012363041037"
)
PHONE = (
    "00020126500014br.gov.bcb.pix0114+55319999988880210Pedido 1235204000053039865802BR"
    "5910LOJA FLOWT6014BELO HORIZONTE62070503***63046C6F"
)
DYNAMIC = (
    "00020101021226780014br.gov.bcb.pix2556pix.flowt.example/qr/v2/0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    "5204000053039865802BR5910LOJA FLOWT6014BELO HORIZONTE62070503***630488A4"
)
SHOP = {"name": "LOJA FLOWT", "city": "BELO HORIZONTE"}

keys = st.sampled_from(
    [UUID, "52998224725", "12ABC34501DE35", "+5531999998888", "loja@exemplo.com.br"]
)
words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijkl.-&0123456789", min_size=1, max_size=40)
names = words.filter(str.strip)


def resealed(code):
    """The code with a CRC that matches its present body."""
    return code[:-4] + crc16(code[:-4])


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        (BANK, {"key": UUID, "name": "Fulano de Tal", "city": "BRASILIA"}),
        (ORDER, {"key": UUID, **SHOP, "amount": Decimal("49.90"), "txid": "PED000123"}),
        (PHONE, {"key": "+5531999998888", **SHOP, "info": "Pedido 123"}),
    ],
)
def test_builds_and_reads_the_known_codes(expected, fields):
    assert build_static(**fields) == expected
    assert parse(expected) == BrCode(**fields)


def test_reads_a_dynamic_code():
    url = "pix.flowt.example/qr/v2/0f1e2d3c4b5a69788796a5b4c3d2e1f0"

    assert parse(DYNAMIC) == BrCode(**SHOP, url=url, is_single_use=True)


def test_the_crc_is_ccitt_false():
    assert crc16("123456789") == "29B1"


@given(
    key=keys,
    name=names,
    city=names,
    amount=st.none() | st.decimals("0.01", "9999999999.99", places=2),
    txid=st.just("***") | st.from_regex(r"[A-Za-z0-9]{1,25}", fullmatch=True),
    info=words,
    cep=st.sampled_from(["", "30130010"]),
)
def test_reads_back_what_it_builds(key, name, city, amount, txid, info, cep):
    code = parse(
        build_static(key=key, name=name, city=city, amount=amount, txid=txid, info=info, cep=cep)
    )

    assert (code.key, code.amount, code.txid, code.cep) == (key, amount, txid, cep)
    assert code.name == to_ascii(name)[:25].strip()
    assert code.city == to_ascii(city)[:15].strip()
    assert to_ascii(info).startswith(code.info)
    assert code.key_kind is not None


@given(st.integers(0, len(ORDER) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_one_changed_character_is_noticed(at, character):
    changed = ORDER[:at] + character + ORDER[at + 1 :]

    if changed.upper()[-4:] == ORDER[-4:] and changed[:-4] == ORDER[:-4]:
        assert parse(changed) == parse(ORDER)
    else:
        with pytest.raises(BadBrCode):
            parse(changed)


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text):
    with pytest.raises(BadBrCode):
        parse(text)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("000201", "000202"),
        ("5303986", "5303840"),
        ("5802BR", "5802US"),
        ("br.gov.bcb.pix", "br.gov.bcb.pax"),
        ("540549.90", "540549,90"),
        ("540549.90", "54054-.90"),
        ("5910LOJA FLOWT", "5911LOJA FLOWT"),
        ("5910LOJA FLOWT", "5999LOJA FLOWT"),
        ("5910LOJA FLOWT", "5900"),
        ("5204", "5X04"),
        ("5802BR", "5802BR5802BR"),
    ],
)
def test_refuses_parts_that_are_wrong_under_a_right_crc(was, now):
    with pytest.raises(BadBrCode):
        parse(resealed(ORDER.replace(was, now)))


def test_accents_and_long_names_are_brought_to_what_fits():
    code = parse(
        build_static(key=UUID, name="Açaí & Pão da Vovó Conceição 🍞", city="São João del-Rei, MG")
    )

    assert (code.name, code.city) == ("Acai & Pao da Vovo Concei", "Sao Joao del-Re")


def test_the_extra_text_takes_what_the_key_leaves():
    key = f"{'a' * 65}@exemplo.com"[-77:]

    assert parse(build_static(key=key, **SHOP, info="Pedido 123")).info == ""
    assert len(parse(build_static(key=UUID, **SHOP, info="x" * 99)).info) == 99 - 18 - 40 - 4


@pytest.mark.parametrize(
    "fields",
    [
        {"txid": ""},
        {"txid": "PED-1"},
        {"txid": "a" * 26},
        {"txid": "é"},
        {"amount": Decimal(0)},
        {"amount": Decimal("-1")},
        {"amount": Decimal("0.001")},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("99999999999.00")},
        {"name": " "},
        {"city": "🍞"},
    ],
)
def test_refuses_to_build_what_no_bank_would_take(fields):
    with pytest.raises(BadBrCode):
        build_static(**{"key": UUID, **SHOP, **fields})


@pytest.mark.parametrize("key", ["", "(31) 99999-8888", "LOJA@X.COM", "5299822472", UUID.upper()])
def test_refuses_a_key_that_is_not_in_its_registered_form(key):
    with pytest.raises(InvalidPixKey):
        build_static(key=key, **SHOP)


def test_the_refusal_says_what_is_wrong():
    with translation.override("en"), pytest.raises(BadBrCode) as caught:
        parse(BANK[:-1] + "E")

    with translation.override("en"):
        assert str(caught.value) == "This PIX code was changed: its check digits do not match."


def test_a_code_is_a_value():
    assert replace(parse(ORDER), amount=None).amount is None
    assert parse(f"\n{ORDER} ") == parse(ORDER)
