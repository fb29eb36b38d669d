"""A browser that has signed in to an account before: a stranger's guessing does not shut it out.

It holds a signed cookie with a number of its own and the hashed e-mails of who signed in. The
cookie opens nothing; it only has its wrong passwords counted apart from everybody else's.
"""

import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.core import signing

SALT = "accounts.known-device"
COOKIE_SECONDS = 60 * 60 * 24 * 180
PEOPLE = 8  # who share one browser


def cookie_name() -> str:
    return "__Host-flowt_known" if settings.FLOWT_HTTPS else "flowt_known"


def of(request: Any, email: str) -> str:
    """Return the number of this browser if `email` has signed in with it, else ""."""
    device, people = _read(request)
    return device if _mark(email) in people else ""


def remember(request: Any, email: str) -> None:
    """Have the answer to this request say that `email` signed in here."""
    device, people = _read(request)
    mark = _mark(email)
    kept = [mark, *(one for one in people if one != mark)][:PEOPLE]
    request.known_device = signing.dumps([device or secrets.token_hex(8), kept], salt=SALT)


def set_cookie(request: Any, response: Any) -> None:
    value = getattr(request, "known_device", None)
    if value:
        response.set_cookie(
            cookie_name(),
            value,
            max_age=COOKIE_SECONDS,
            secure=settings.FLOWT_HTTPS,
            httponly=True,
            samesite="Lax",
        )


def _mark(email: str) -> str:
    key = f"{SALT}{settings.SECRET_KEY}".encode()
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).hexdigest()[:24]


def _read(request: Any) -> tuple[str, list[str]]:
    try:
        device, people = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=COOKIE_SECONDS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(device), list(people)
