"""Coupons of an order over the API: one that changes nothing is refused; guesses are counted."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest

from flowt import limits
from flowt.api.problems import FieldError, invalid
from flowt.clients import network_of
from offers.errors import CodeUnreadable
from offers.operations.coupons import clean_code
from offers.quoting import Code


def clean_codes(typed: Iterable[str]) -> tuple[str, ...]:
    """Return the codes in their one form, each once. Raises Problem, naming the unreadable."""
    found, errors = [], []
    for at, text in enumerate(typed):
        try:
            found.append(clean_code(text))
        except CodeUnreadable as refusal:
            errors.append(FieldError(f"/codes/{at}", str(refusal)))
    if errors:
        raise invalid(*errors)
    return tuple(dict.fromkeys(found))


def check_codes(request: HttpRequest, codes: Sequence[Code]) -> None:
    """Raise Problem where one changes nothing, and TooMany after too many wrong guesses."""
    for code in codes:
        limits.guessed("coupon.address", network_of(request), code if code.is_known else None)
    errors = [
        FieldError(f"/codes/{at}", code.sentence)
        for at, code in enumerate(codes)
        if not code.is_used
    ]
    if errors:
        raise invalid(*errors)
