"""How fast visitors may act. One address may be a room full of phones, so each visitor counts
also alone, and the address has room for many."""

from django.http import HttpRequest

from flowt import limits
from flowt.clients import network_of
from flowt.tenancy import current_schema

PLACED = "placed:"  # + schema: carts that became orders, the latest few


def order(request: HttpRequest) -> None:
    """Count an order that is about to be placed. Raises TooMany."""
    limits.guard("order.place.visitor", request.session.session_key or "")
    limits.guard("order.place.address", network_of(request))


def begin(request: HttpRequest) -> None:
    """Count a cart that begins where there is no session yet. Raises TooMany."""
    if request.session.is_empty():
        limits.guard("cart.start", network_of(request))


def interest(request: HttpRequest, phone: str) -> None:
    """Count interest shown, from an address and in a phone's name. Raises TooMany."""
    limits.guard("interest.address", network_of(request))
    limits.guard("interest.phone", phone)


def lead(request: HttpRequest, contact: str) -> None:
    """Count a form sent, from an address and in a contact's name. Raises TooMany."""
    limits.guard("lead.address", network_of(request))
    limits.guard("lead.contact", contact)


def is_own(request: HttpRequest, token: str) -> bool:
    """Did this browser place the order of that token, lately?"""
    placed: dict[str, str] = request.session.get(PLACED + current_schema(), {})
    return token in placed.values()
