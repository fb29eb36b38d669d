"""The small cookie from which kept pages are made personal: what is in the cart, and the table.

It holds no secret, and nothing is decided by it that the session does not decide.
"""

from decimal import Decimal
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cart.session import load
from flowt.cookies import name_of
from flowt.tenancy import current_schema

COOKIE = "flowt_ui"  # its plain name: `flowt.cookies.name_of` tells the one in use
MAX_AGE_SECONDS = 60 * 60 * 12  # a table is left by then
MOST_TABLE = 40  # characters


def read(request: HttpRequest) -> dict[str, str]:
    """Return what the cookie says of the bound tenant: `c` units, `p` cents, `t` table."""
    values = dict(parse_qsl(request.COOKIES.get(name_of(COOKIE), "")[:300]))
    return values if values.get("s") == current_schema() else {}


def number(text: str) -> int:
    """Read one of its numbers; what is none counts as zero."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0


def table_of(request: HttpRequest) -> str:
    """Return the table this visitor sits at, as the code on it said; "" without one."""
    return read(request).get("t", "")[:MOST_TABLE]


def remember_cart(
    response: HttpResponse, request: HttpRequest, *, count: int, total: Decimal
) -> None:
    """Say what the cart holds; the table stays."""
    cents = int(total.scaleb(2))
    _write(response, count=count, cents=cents, table=table_of(request))


def remember_table(response: HttpResponse, request: HttpRequest, table: str) -> None:
    """Seat this visitor at `table`; what the cookie says of this tenant's cart stays."""
    known = read(request)
    count = number(known.get("c", "")) if known else load(request).count
    _write(response, count=count, cents=number(known.get("p", "")), table=table)


def _write(response: HttpResponse, *, count: int, cents: int, table: str) -> None:
    value = urlencode({"s": current_schema(), "c": count, "p": cents, "t": table})
    response.set_cookie(
        name_of(COOKIE),
        value,
        max_age=MAX_AGE_SECONDS,
        samesite="Lax",
        secure=settings.FLOWT_HTTPS,
    )
