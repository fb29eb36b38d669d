"""Telephone numbers: read as people type them, stored as E.164 (`+5531999998888`).

What numbers exist is the `phonenumbers` metadata's to know. Brazil's mobile numbers took a ninth
digit (a leading 9) by 2016; old lists, and WhatsApp's own ids, still carry the shorter form.
"""

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from flowt.errors import Refusal

_SERVICES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.PAGER,
}
_WITH_NINTH = re.compile(r"\+55([1-9][1-9])9([6-9][0-9]{7})")
_WITHOUT_NINTH = re.compile(r"\+55([1-9][1-9])([6-9][0-9]{7})")
_ALLOWED = re.compile(r"[0-9+() \u00a0./-]{1,40}")


class InvalidPhone(Refusal, ValueError):
    sentence = _("This phone number is not valid. Type it like (31) 99999-8888.")


class MissingAreaCode(InvalidPhone):
    sentence = _("The area code is missing. Type the number like (31) 99999-8888.")


class MissingNinthDigit(InvalidPhone):
    sentence = _("A mobile number has nine digits after the area code: (31) 99999-8888.")


class ServiceNumber(InvalidPhone):
    sentence = _("This is a service number. Type the number of a person or a business.")


def parse_phone(text: str, region: str = "BR", *, add_ninth_digit: bool = False) -> str:
    """Return the number as E.164. Without `+` it is read as dialled in `region` (ISO 3166).

    A trunk zero and a carrier code are dropped (`0 15 31 99999-8888`). A Brazilian mobile number
    of eight digits gets its ninth when `add_ninth_digit` says so, as for old lists and WhatsApp's
    ids; typed today, it is rather one with a digit forgotten. Raises InvalidPhone, of which
    MissingAreaCode, MissingNinthDigit and ServiceNumber (0800, 4004) say more.
    """
    number = _parse(text.strip(), region)
    if not phonenumbers.is_valid_number(number):
        number = _mended(number, add_ninth_digit)
    if phonenumbers.number_type(number) in _SERVICES:
        raise ServiceNumber
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def equivalents(e164: str) -> frozenset[str]:
    """Every E.164 form under which the same telephone may be stored, this one included.

    A Brazilian mobile number has two, with the ninth digit and without; all others have one.
    """
    if match := _WITH_NINTH.fullmatch(e164):
        return frozenset({e164, f"+55{match[1]}{match[2]}"})
    if match := _WITHOUT_NINTH.fullmatch(e164):
        return frozenset({e164, f"+55{match[1]}9{match[2]}"})
    return frozenset({e164})


def format_phone(e164: str, region: str = "BR") -> str:
    """Write a number for people: as dialled inside `region`, else with its country code.

    What is not E.164 is returned as it is.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def mask_phone(e164: str) -> str:
    """Write a number for those who need not know all of it: only its last four digits."""
    return f"•••• {e164[-4:]}" if e164 else ""


def _parse(text: str, region: str) -> PhoneNumber:
    if not _ALLOWED.fullmatch(text):
        raise InvalidPhone
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        raise InvalidPhone from None


def _mended(number: PhoneNumber, add_ninth_digit: bool) -> PhoneNumber:
    """Give an old Brazilian mobile number its ninth digit; refuse all else that is not valid."""
    national = str(number.national_number)
    if number.country_code != 55:
        raise InvalidPhone
    if len(national) in {8, 9}:
        raise MissingAreaCode
    mended = PhoneNumber(country_code=55, national_number=int(f"{national[:2]}9{national[2:]}"))
    is_old = _WITHOUT_NINTH.fullmatch(f"+55{national}") and phonenumbers.is_valid_number(mended)
    if is_old and not add_ninth_digit:
        raise MissingNinthDigit
    if not is_old:
        raise InvalidPhone
    return mended
