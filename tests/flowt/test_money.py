from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from flowt.errors import Refusal
from flowt.money import (
    LARGEST,
    AmountTooLarge,
    NegativeAmount,
    NotAnAmount,
    TooManyDecimals,
    currency_exponent,
    format_amount,
    format_money,
    parse_money,
    quantize,
    share_out,
)

amounts = st.decimals(min_value=0, max_value=LARGEST, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=10_000, places=3), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567,8", "1234567.80"),
        ("1.234", "1234.00"),
        ("R$ 12", "12.00"),
        ("R$\u00a01.234,56", "1234.56"),
        (" brl 7,5 ", "7.50"),
        (",50", "0.50"),
        ("-0", "0.00"),
        ("0012", "12.00"),
        ("9.999.999.999,99", "9999999999.99"),
    ],
)
def test_reads_what_a_person_types(text, amount):
    assert str(parse_money(text)) == amount


@pytest.mark.parametrize(
    "text",
    ["", " ", "R$", "abc", "NaN", "Infinity", "1e5", "12,", ",", "1.234.56", "1,2,3", "1,234,567"]
    + ["--1", "1-", "0x10", "٣", "1_000", "12,34.5,6", "'; DROP", "9" * 5000],
)
def test_refuses_what_is_no_amount(text):
    with pytest.raises(NotAnAmount) as caught:
        parse_money(text)

    assert isinstance(caught.value, Refusal)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("text", ["1,234", "0.500", "12,345", "1.234,567"])
def test_refuses_more_decimals_than_the_currency_has(text):
    with pytest.raises(TooManyDecimals):
        parse_money(text)


def test_refuses_negative_and_too_large():
    with pytest.raises(NegativeAmount):
        parse_money("-R$ 1,00")
    with pytest.raises(AmountTooLarge):
        parse_money("10.000.000.000,00")
    with pytest.raises(AmountTooLarge):
        parse_money("101", largest=Decimal(100))


def test_negative_is_read_where_it_is_allowed():
    assert parse_money("-R$ 1,50", allow_negative=True) == Decimal("-1.50")
    assert parse_money("R$ -1,50", allow_negative=True) == Decimal("-1.50")


def test_the_refusal_says_what_to_do():
    with translation.override("en"), pytest.raises(NotAnAmount) as caught:
        parse_money("12 reais")

    assert str_in_english(caught.value) == "“12 reais” is not an amount. Type it like 1.234,56."


def str_in_english(refusal: Refusal) -> str:
    with translation.override("en"):
        return str(refusal)


@given(amounts, st.sampled_from(["pt_BR", "en"]))
def test_reads_back_what_it_writes(amount, locale):
    assert parse_money(format_money(amount, locale=locale)) == amount
    assert parse_money(format_amount(amount, locale=locale)) == amount
    assert parse_money(str(amount)) == amount


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_refused(text):
    try:
        amount = parse_money(text, allow_negative=True)
    except Refusal:
        return
    assert amount == quantize(amount)
    assert abs(amount) <= LARGEST


def test_writes_in_the_language_of_the_reader():
    with translation.override("pt-br"):
        assert format_money(Decimal("1234.5")) == "R$\u00a01.234,50"
        assert format_money(Decimal("-1234.56")) == "-R$\u00a01.234,56"
        assert format_amount(Decimal("1234.5")) == "1.234,50"
    with translation.override("en"):
        assert format_money(Decimal("1234.5")) == "R$1,234.50"
    assert format_money(1234, "JPY", "pt_BR") == "JP¥\u00a01.234"


def test_rounds_half_up_to_the_currency():
    assert str(quantize(Decimal("0.125"))) == "0.13"
    assert str(quantize(Decimal("-0.125"))) == "-0.13"
    assert str(quantize(Decimal("-0.001"))) == "0.00"
    assert str(quantize(Decimal("10.5"), "JPY")) == "11"
    assert currency_exponent("BRL") == 2


def test_refuses_to_round_what_is_not_money():
    with pytest.raises(TypeError):
        quantize(0.1)
    for bad in ("NaN", "Infinity"):
        with pytest.raises(NotAnAmount):
            quantize(Decimal(bad))
    with pytest.raises(AmountTooLarge):
        quantize(Decimal("1e30"))


def test_shares_by_largest_remainder():
    assert share_out(Decimal("10.00"), [1, 1, 1]) == [Decimal(x) for x in ("3.34", "3.33", "3.33")]
    assert share_out(Decimal("0.05"), [0, 0]) == [Decimal("0.03"), Decimal("0.02")]
    assert share_out(Decimal("-1.00"), [2, 1]) == [Decimal("-0.67"), Decimal("-0.33")]
    assert share_out(Decimal(0), []) == []


@given(amounts, weights)
def test_shares_add_up_and_are_within_a_cent_of_fair(total, parts):
    shares = share_out(total, parts)

    assert sum(shares) == total
    for share, part in zip(shares, parts, strict=True):
        if any(parts):
            assert abs(share - total * part / sum(parts)) < Decimal("0.0101")


@pytest.mark.parametrize(("total", "parts"), [("0.001", [1]), ("1", [-1, 2]), ("1", [])])
def test_refuses_to_share_what_cannot_be(total, parts):
    with pytest.raises(ValueError, match="cannot share out"):
        share_out(Decimal(total), parts)


def test_the_filter_writes_reais_outside_a_tenant():
    template = Template("{% load money %}{{ a|money }}|{{ b|money }}")

    with translation.override("pt-br"):
        assert template.render(Context({"a": Decimal("7.5"), "b": None})) == "R$\u00a07,50|"
