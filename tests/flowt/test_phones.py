import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowt.errors import Refusal
from flowt.phones import (
    InvalidPhone,
    MissingAreaCode,
    MissingNinthDigit,
    ServiceNumber,
    equivalents,
    format_phone,
    mask_phone,
    parse_phone,
)

AREA_CODES = [11, 21, 27, 31, 38, 41, 49, 51, 55, 61, 69, 71, 79, 81, 89, 91, 99]
mobiles = st.builds(
    "+55{}9{}".format, st.sampled_from(AREA_CODES), st.integers(80_000_000, 99_999_999)
)


@pytest.mark.parametrize(
    "text",
    [
        "(31) 99999-8888",
        "31 9 9999 8888",
        "+55 31 99999-8888",
        "+55 (0)31 99999-8888",
        "0 15 31 99999-8888",
        "\u00a031.99999.8888",
    ],
)
def test_one_telephone_has_one_stored_form(text):
    assert parse_phone(text) == "+5531999998888"


def test_an_old_mobile_number_gets_its_ninth_digit_only_when_asked():
    for text in ("31 9999-8888", "+553199998888"):
        assert parse_phone(text, add_ninth_digit=True) == "+5531999998888"
        with pytest.raises(MissingNinthDigit):
            parse_phone(text)


def test_a_landline_keeps_its_eight_digits():
    assert parse_phone("(31) 3333-4444") == "+553133334444"
    assert equivalents("+553133334444") == {"+553133334444"}


def test_reads_foreign_numbers():
    assert parse_phone("+1 415 555 2671") == "+14155552671"
    assert parse_phone("912 345 678", region="PT") == "+351912345678"


@pytest.mark.parametrize(
    "text",
    ["", "abc", "12", "190", "(31) 1999-8888", "+55 20 99999-8888", "1" * 50, "+999 123"]
    + ["31 99999-8888 ramal 2", "٣١٩٩٩٩٩٨٨٨٨", "(31) 99999-888", "31\n999998888"],
)
def test_refuses_what_is_no_telephone(text):
    with pytest.raises(InvalidPhone):
        parse_phone(text)


def test_says_when_the_area_code_is_missing():
    for text in ("99999-8888", "3333-4444"):
        with pytest.raises(MissingAreaCode):
            parse_phone(text)


def test_refuses_service_numbers():
    for text in ("0800 123 4567", "4004-1234"):
        with pytest.raises(ServiceNumber):
            parse_phone(text)


@given(mobiles)
def test_both_forms_of_a_mobile_number_match_each_other(e164):
    short = e164[:5] + e164[6:]

    assert parse_phone(e164) == e164
    assert equivalents(e164) == {e164, short}
    assert equivalents(short) == equivalents(e164)


@given(mobiles)
def test_reads_back_what_it_writes(e164):
    assert parse_phone(format_phone(e164)) == e164
    assert parse_phone(format_phone(e164, region="US")) == e164


@given(st.text(max_size=45))
def test_any_text_is_a_telephone_or_refused(text):
    try:
        e164 = parse_phone(text)
    except Refusal:
        return
    assert parse_phone(e164) == e164


def test_writes_for_people():
    assert format_phone("+5531999998888") == "(31) 99999-8888"
    assert format_phone("+14155552671") == "+1 415-555-2671"
    assert format_phone("nothing") == "nothing"
    assert mask_phone("+5531999998888") == "•••• 8888"
    assert mask_phone("") == ""
