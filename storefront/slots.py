"""What differs from person to person on a page that is otherwise everybody's.

A template marks a place with `{% slot "cart" %}`; it is filled when the page is sent. What fills
it comes from two cookies that hold no secret: `flowt_ui` (cart count and table, written by the
server whenever either changes) and `flowt_consent` (that a choice was made).
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

UI_COOKIE = "flowt_ui"
CONSENT_COOKIE = "flowt_consent"
NAMES = ("consent", "table", "cart")
MAX_AGE_SECONDS = 60 * 60 * 12


def mark(name: str) -> str:
    return f"<!--slot:{name}-->"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the slots need to know. Equal visitors get equal pages."""

    has_chosen: bool = False
    cart_count: int = 0
    table: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Visitor":
        """Read the cookies, taking nothing on trust: a bad one counts as absent."""
        values = dict(parse_qsl(request.COOKIES.get(UI_COOKIE, "")[:300]))
        if values.get("s") != request.tenant.schema_name:  # type: ignore[attr-defined]
            values = {}
        count = values.get("c", "0")
        return cls(
            has_chosen=CONSENT_COOKIE in request.COOKIES,
            cart_count=min(int(count), 999) if count.isascii() and count.isdigit() else 0,
            table=values.get("t", "")[:40],
        )


def remember(response: HttpResponse, *, schema: str, cart_count: int, table: str) -> None:
    """Write the cookie the slots are filled from."""
    value = urlencode({"s": schema, "c": cart_count, "t": table})
    response.set_cookie(UI_COOKIE, value, max_age=MAX_AGE_SECONDS, samesite="Lax")


def fill(body: bytes, request: HttpRequest) -> bytes:
    """Put what this visitor sees into every slot of `body`."""
    visitor = Visitor.of(request)
    for name in NAMES:
        place = mark(name).encode()
        if place in body:
            context = {"visitor": visitor}
            text = render_to_string(f"storefront/_slot_{name}.html", context, request)
            body = body.replace(place, text.encode())
    return body
