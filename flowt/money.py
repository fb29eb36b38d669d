"""Money: the one module that rounds, parses and prints amounts.

An amount is a `Decimal` in some currency (ISO 4217 code). How many decimals a currency has, and
how an amount is written in a language, is Babel's to know (CLDR). Rounding is half up, as prices
are rounded in Brazilian shops.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import cache

from babel.core import Locale
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal

LARGEST = Decimal("9999999999.99")  # what a DecimalField(max_digits=12, decimal_places=2) holds

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_SYMBOL = re.compile(r"^(R\$|BRL)", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")


class NotAnAmount(Refusal, ValueError):
    sentence = _("“%(text)s” is not an amount. Type it like 1.234,56.")


class TooManyDecimals(Refusal, ValueError):
    sentence = _("“%(text)s” has too many decimals: this currency has %(decimals)s.")


class NegativeAmount(Refusal, ValueError):
    sentence = _("The amount cannot be negative.")


class AmountTooLarge(Refusal, ValueError):
    sentence = _("The amount is too large.")


@cache
def currency_exponent(currency: str = "BRL") -> int:
    """How many decimals the currency has: 2 for BRL, 0 for JPY. An unknown code has 2."""
    return get_currency_precision(currency)


def quantize(amount: Decimal | int, currency: str = "BRL") -> Decimal:
    """Round half up to the currency's smallest unit.

    Raises NotAnAmount on NaN and infinity, AmountTooLarge past 28 digits, and TypeError on a
    float, which is never money.
    """
    if isinstance(amount, float):
        raise TypeError("Money is a Decimal, never a float")
    amount = Decimal(amount)
    if not amount.is_finite():
        raise NotAnAmount(text=amount)
    try:
        return amount.quantize(Decimal(1).scaleb(-currency_exponent(currency)), ROUND_HALF_UP) + 0
    except InvalidOperation:
        raise AmountTooLarge from None


def format_money(amount: Decimal | int, currency: str = "BRL", locale: str | None = None) -> str:
    """Write an amount with its currency: `R$ 1.234,56` (the space does not break).

    `locale` is a name such as `pt_BR`; without it the language active in Django is used.
    """
    return format_currency(quantize(amount, currency), currency, locale=_locale(locale))


def format_amount(amount: Decimal | int, currency: str = "BRL", locale: str | None = None) -> str:
    """Write an amount without its currency, as a person types it into a field: `1.234,56`."""
    amount, pattern = quantize(amount, currency), "#,##0." + "0" * currency_exponent(currency)
    return format_decimal(amount, format=pattern.rstrip("."), locale=_locale(locale))


def parse_money(
    text: str,
    *,
    currency: str = "BRL",
    allow_negative: bool = False,
    largest: Decimal = LARGEST,
) -> Decimal:
    """Read what a person typed: `1.234,56`, `1234.56`, `1,234.56`, `R$ 12`, `,50`.

    One separator followed by exactly three digits, as in `1.234`, groups thousands when it is a
    dot (that is how Brazil writes it) and is refused when it is a comma. The result has the
    currency's decimals. Raises NotAnAmount, TooManyDecimals, NegativeAmount or AmountTooLarge,
    each a Refusal and a ValueError.
    """
    sign, digits = _split_sign(_SPACES.sub("", text))
    whole, decimals = _split_decimals(digits)
    if not _PLAIN.fullmatch(whole + decimals) or len(digits) > 40:
        raise NotAnAmount(text=text.strip()[:40])
    if len(decimals) > currency_exponent(currency):
        raise TooManyDecimals(text=text.strip()[:40], decimals=currency_exponent(currency))
    amount = Decimal(f"{whole or '0'}.{decimals or '0'}")
    if amount > largest:
        raise AmountTooLarge
    if sign and amount and not allow_negative:
        raise NegativeAmount
    return quantize(-amount if sign else amount, currency)


def share_out(
    total: Decimal, weights: Sequence[Decimal | int], currency: str = "BRL"
) -> list[Decimal]:
    """Split `total` in proportion to `weights`, to the cent, so that the shares add up exactly.

    Largest remainder; on a tie the earlier weight gets the cent. Equal shares when every weight
    is zero. A negative total gives negative shares. Raises ValueError on a total with fractions
    of a cent, a negative weight, or nobody to share a total other than zero among.
    """
    cents = Fraction(total) * 10 ** currency_exponent(currency)
    parts = [Fraction(weight) for weight in weights]
    if cents.denominator != 1 or any(part < 0 for part in parts) or (cents and not parts):
        raise ValueError(f"cannot share out {total} by {list(weights)}")
    if not any(parts):
        parts = [Fraction(1)] * len(parts)
    sign = -1 if cents < 0 else 1
    exact = [abs(cents) * part / sum(parts) for part in parts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: int(abs(cents)) - sum(shares)]:
        shares[i] += 1
    unit = Decimal(1).scaleb(-currency_exponent(currency))
    return [sign * share * unit for share in shares]


def to_units(amount: Decimal | int, currency: str = "BRL") -> int:
    """Return an amount in the currency's smallest unit: R$ 1,50 is 150. Rounds half up."""
    return int(quantize(amount, currency).scaleb(currency_exponent(currency)))


def from_units(units: int, currency: str = "BRL") -> Decimal:
    """Return the amount that so many of the smallest unit are."""
    return Decimal(units).scaleb(-currency_exponent(currency))


def share_units(total: int, weights: Sequence[int]) -> list[int]:
    """As `share_out`, of smallest units: for many shares a second. No share passes its weight
    while `total` is at most their sum.
    """
    whole = sum(weights)
    if not whole:
        return share_units(total, [1] * len(weights)) if total and weights else [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    if left := total - sum(shares):
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
        for i in by_remainder[:left]:
            shares[i] += 1
    return shares


def round_units(units: int, part: int, whole: int) -> int:
    """Return `units` × `part` / `whole`, rounded half up. Nothing is negative."""
    return (2 * units * part + whole) // (2 * whole)


def _locale(name: str | None) -> Locale:
    return Locale.parse(name or to_locale(get_language() or "pt-br"))


def _split_sign(text: str) -> tuple[bool, str]:
    """Tell whether it is negative; drop sign and symbol, in either order."""
    rest = _SYMBOL.sub("", text)
    negative = rest[:1] in {"-", "\u2212"}
    return negative, _SYMBOL.sub("", rest[1:]) if negative else rest


def _split_decimals(text: str) -> tuple[str, str]:
    """Split at the decimal separator, and take the thousands separators out.

    Returns what cannot be an amount unsplit, for the caller to refuse.
    """
    if "," not in text and _GROUPED.fullmatch(text) and not text.startswith("0"):
        return text.replace(".", ""), ""
    at = max(text.rfind(","), text.rfind("."))
    if at < 0:
        return text, ""
    whole, decimals = text[:at], text[at + 1 :]
    groups = "." if text[at] == "," else ","
    if groups in whole and _GROUPED.fullmatch(whole):
        whole = whole.replace(groups, "")
    return whole, decimals if decimals else "?"
