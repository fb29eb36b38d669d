"""Where a visit came from, kept in the session from the first touch to the order.

A journey has one id for good. Whatever link is followed later changes its origin, not its id; a
scanned code begins a new one.
"""

import re
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from flowt.tenancy import current_schema
from orders.requests import Journey

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")
LONGEST = {"via": 20, "qr_src": 40, "qr_code": 16}
LONGEST_UTM = 100
_NOT_PLAIN = re.compile(r"[^\w.\- ]")


def _key() -> str:
    return f"journey:{current_schema()}"


def tells_origin(query: str) -> bool:
    """Does a query string say where the visit came from? Cheap: it runs on every page."""
    return "via=" in query or "qr_src=" in query or "utm_" in query


def capture(request: HttpRequest) -> None:
    """Keep what the query says of the origin. The same again writes nothing."""
    said = {name: _clean(request.GET.get(name, ""), most) for name, most in LONGEST.items()}
    utm = {name: _clean(request.GET.get(name, ""), LONGEST_UTM) for name in UTM}
    utm = {name: value for name, value in utm.items() if value}
    if not utm and not said["via"] and not said["qr_src"]:
        return
    known = _known(request)
    if known and _same(known, said, utm):
        return
    request.session[_key()] = {
        "correlation_id": known.get("correlation_id") or str(uuid4()),
        "via": said["via"] or "link",
        "qr_src": said["qr_src"],
        "qr_code": "",
        "utm": utm,
    }


def begin(request: HttpRequest, *, qr_src: str, qr_code: str, utm: dict[str, str]) -> UUID:
    """A code was scanned: a new journey. Returns its id."""
    correlation_id = uuid4()
    request.session[_key()] = {
        "correlation_id": str(correlation_id),
        "via": "qr",
        "qr_src": qr_src,
        "qr_code": qr_code,
        "utm": utm,
    }
    return correlation_id


def journey(request: HttpRequest) -> Journey:
    """Return the visit's journey; one that came by itself gets its id here, and keeps it."""
    known = _known(request)
    if not known:
        made = Journey()
        request.session[_key()] = {"correlation_id": str(made.correlation_id)}
        return made
    return Journey(
        correlation_id=UUID(known["correlation_id"]),
        via=known.get("via", ""),
        qr_src=known.get("qr_src", ""),
        qr_code=known.get("qr_code", ""),
        utm=known.get("utm", {}),
    )


def way_here(request: HttpRequest) -> Journey:
    """Return the journey under way, without beginning one."""
    return journey(request) if _known(request) else Journey()


def correlation_id(request: HttpRequest) -> UUID | None:
    """Return the id of the journey under way, without beginning one."""
    known = _known(request)
    return UUID(known["correlation_id"]) if known else None


def _known(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(_key())
    try:
        UUID(found["correlation_id"])
    except (TypeError, KeyError, ValueError):
        return {}
    return found  # type: ignore[no-any-return]


def _same(known: dict[str, Any], said: dict[str, str], utm: dict[str, str]) -> bool:
    return known.get("utm") == utm and all(
        known.get(name, "") == said[name] for name in ("via", "qr_src")
    )


def _clean(text: str, most: int) -> str:
    return _NOT_PLAIN.sub("", text)[:most].strip()
