"""What differs from person to person on a page that is otherwise everybody's.

A template marks a place with `{% slot "cart" %}`; it is filled when the page is sent. What fills
it comes from two cookies that hold no secret, `flowt_ui` (cart and table, written by the server
whenever either changes) and `flowt_consent` (that a choice was made), and from the address
(where this visit came from).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape

from cart import ui
from people import choices
from storefront import known

ORIGIN = ("via", "qr_src")  # and utm_*: what says where a visit came from
MOST_ORIGIN = 300  # characters kept of it


def mark(name: str) -> str:
    return f"<!--slot:{name}-->"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the slots need to know. Equal visitors get equal pages."""

    has_chosen: bool = False
    cart_count: int = 0
    cart_cents: int = 0
    table: str = ""
    origin: str = ""  # a query string, "" or with its question mark
    is_known: bool = False  # ordered here before

    @classmethod
    def of(cls, request: HttpRequest) -> "Visitor":
        """Read cookies and address, taking nothing on trust: what is bad counts as absent."""
        values = ui.read(request)
        return cls(
            has_chosen=choices.read(request) is not None,
            cart_count=min(ui.number(values.get("c", "")), 9_999),
            cart_cents=ui.number(values.get("p", "")),
            table=ui.table_of(request),
            origin=origin_query(request.GET) if request.META.get("QUERY_STRING") else "",
            is_known=known.is_known(request),
        )

    @property
    def cart_total(self) -> Decimal:
        return Decimal(self.cart_cents).scaleb(-2)


_NEEDS: dict[str, Callable[[Visitor], Any]] = {
    "consent": lambda visitor: visitor.has_chosen,
    "table": lambda visitor: visitor.table,
    "cart": lambda visitor: (visitor.cart_count, visitor.cart_cents),
    "origin": lambda visitor: visitor.origin,
    "origin-quoted": lambda visitor: visitor.origin,
    "for-you": lambda visitor: visitor.is_known,
}
NAMES = tuple(_NEEDS)


def names_in(body: bytes) -> tuple[str, ...]:
    """Return the slots that a page has."""
    return tuple(name for name in NAMES if mark(name).encode() in body)


def variant(names: tuple[str, ...], visitor: Visitor) -> tuple[Any, ...]:
    """Return all that those slots depend on: equal variants have equal pages."""
    return tuple(_NEEDS[name](visitor) for name in names)


def origin_query(query: QueryDict) -> str:
    """Return what says where the visit came from, as a query string of one canonical form."""
    kept = {key: query[key] for key in query if key in ORIGIN or key.startswith("utm_")}
    text = urlencode(sorted(kept.items()))
    return f"?{text}" if text and len(text) <= MOST_ORIGIN else ""


def fill(body: bytes, request: HttpRequest, visitor: Visitor | None = None) -> bytes:
    """Put what this visitor sees into every slot of `body`."""
    visitor = visitor or Visitor.of(request)
    for name in names_in(body):
        body = body.replace(mark(name).encode(), _text(name, visitor, request).encode())
    return body


def _text(name: str, visitor: Visitor, request: HttpRequest) -> str:
    if name == "origin":
        return escape(visitor.origin)
    if name == "origin-quoted":
        return quote(visitor.origin, safe="")
    return render_to_string(f"storefront/_slot_{name}.html", {"visitor": visitor}, request)
