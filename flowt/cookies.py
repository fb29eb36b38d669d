"""Which cookies count. A browser keeps `__Host-` for the host itself; the rest is ours to check.

A page on a sibling host can set a cookie for the whole domain. It cannot use a name that begins
with `__Host-`, but it can come close: a space of Unicode before the name (Django would strip it),
no name at all and `__Host-x=y` as the value, or, where names have no prefix, the very same name.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, parse_cookie

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")  # a token, as RFC 6265 has it
_BLANK = " \t"


def name_of(plain: str) -> str:
    """Return a cookie's name here: kept to its very host by the browser, where there is HTTPS."""
    return f"__Host-{plain}" if settings.FLOWT_HTTPS else plain


class CookieMiddleware:
    """Sets `request.COOKIES` to those that have a plain name and came once.

    A name that came with two values is nobody's: we set each at `/` only, so one was tossed in.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        header = request.META.get("HTTP_COOKIE", "")
        if header:
            request.COOKIES = read(header)
        return self.get_response(request)


def read(header: str) -> dict[str, str]:
    """Return the cookies of a Cookie header, without those that cannot be told to be ours."""
    found: dict[str, str] = {}
    tossed: set[str] = set()
    for part in header.encode("latin-1", "replace").decode("utf-8", "replace").split(";"):
        name = part.partition("=")[0].strip(_BLANK)
        if "=" not in part or not _NAME.match(name):
            continue
        value = parse_cookie(part).get(name, "")
        if found.setdefault(name, value) != value:
            tossed.add(name)
    return {name: value for name, value in found.items() if name not in tossed}
