"""The cookie that says what a browser's owner chose about their data, at one business.

It is read before anything beyond the necessary is kept. Rows of `people.Consent` are the proof.
"""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from flowt.cookies import name_of
from flowt.tenancy import current_schema
from people.models import Consent

COOKIE = "flowt_consent"  # its plain name: `flowt.cookies.name_of` tells the one in use
MAX_AGE_SECONDS = 60 * 60 * 24 * 180
OPTIONAL = (Consent.Purpose.ANALYTICS.value, Consent.Purpose.MARKETING.value)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who chose, and what was allowed beyond the necessary."""

    visitor_id: UUID
    purposes: frozenset[str] = frozenset()


def read(request: HttpRequest) -> Choice | None:
    """Return the choice that stands in this browser for the bound tenant; None before one."""
    text = request.COOKIES.get(name_of(COOKIE), "")
    values = dict(parse_qsl(text[:300])) if text else {}
    if not values or values.get("s") != current_schema():
        return None
    try:
        visitor_id = UUID(values.get("v", ""))
    except ValueError:
        return None
    return Choice(visitor_id, frozenset(values.get("p", "").split(".")) & frozenset(OPTIONAL))


def allows(request: HttpRequest, purpose: str) -> bool:
    """May this be done with this visitor's data? Not before they said so."""
    choice = read(request)
    return choice is not None and purpose in choice.purposes


def write(response: HttpResponse, visitor_id: UUID, purposes: Collection[str]) -> None:
    values = {"s": current_schema(), "v": visitor_id.hex, "p": ".".join(sorted(purposes))}
    response.set_cookie(
        name_of(COOKIE),
        urlencode(values),
        max_age=MAX_AGE_SECONDS,
        samesite="Lax",
        secure=settings.FLOWT_HTTPS,
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(name_of(COOKIE), samesite="Lax")
