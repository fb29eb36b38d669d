"""A mark that this browser ordered here before: its kept pages then ask for what is its own.

It holds no secret, and nothing is decided by it: what was ordered stands in the session.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from flowt.cookies import name_of
from flowt.tenancy import current_schema

COOKIE = "flowt_known"  # its plain name: `flowt.cookies.name_of` tells the one in use


def remember(response: HttpResponse) -> None:
    """Say that somebody ordered from this browser."""
    response.set_cookie(
        name_of(COOKIE),
        current_schema(),
        max_age=settings.SESSION_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.FLOWT_HTTPS,
    )


def is_known(request: HttpRequest) -> bool:
    return request.COOKIES.get(name_of(COOKIE), "") == current_schema()
