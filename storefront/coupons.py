"""Coupons of a visitor's cart. Wrong guesses are counted; who made too many is told nothing."""

from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cart import operations, session
from flowt import limits
from flowt.clients import network_of
from flowt.errors import Refusal
from flowt.tenancy import current_schema
from offers.errors import CodeRefused, CodeUnreadable
from offers.operations.coupons import clean_code
from offers.quoting import Code
from offers.who import NOBODY, Who
from orders.buyers import buyer
from orders.requests import Customer
from storefront.carts import look_at

ASKED = "asked:"  # + schema: a keyed hash of what this visitor was last looked up by


def keep_code(request: Any, text: str) -> Code:
    """Put a typed code into the cart where it may come to count, and return how it stands.

    Raises CodeUnreadable, CodeRefused with the reason, TooManyCodes, and TooMany after too many
    wrong guesses.
    """
    try:
        code = clean_code(text)
    except CodeUnreadable:
        _guessed(request, None)
        raise
    contents = operations.put_code(session.load(request), code=code)
    found = look_at(request, contents=contents, is_shown=False).priced.quote.codes
    known = next(one for one in found if one.code == code)
    if not _guessed(request, known if known.is_known else None):
        raise CodeRefused(known.sentence)
    session.save(request, contents)
    return known


def _guessed(request: HttpRequest, found: Code | None) -> Code | None:
    limits.guessed("coupon.address", network_of(request), found)
    if request.session.session_key:  # else all who have just come would be one
        limits.guessed("coupon.visitor", request.session.session_key, found)
    return found


def who_of(request: HttpRequest, *, phone: str, document: str) -> Who:
    """Return who a visitor says to be, as far as offers ask. How often somebody else may be asked
    about is limited: what is known of a number is not to be tried out.
    """
    if not phone and not document:
        return NOBODY
    asked = salted_hmac("storefront.coupons", f"{phone} {document}", algorithm="sha256").hexdigest()
    key = ASKED + current_schema()
    if request.session.get(key) != asked:
        visitor = request.session.session_key or network_of(request)
        try:
            limits.guard("offer.person", visitor)
        except Refusal:
            return NOBODY
        request.session[key] = asked
    return buyer(Customer(name="", phone=phone, document=document))
