"""How orders are written in pages: options as a kitchen reads them, addresses, phone links."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.http import urlencode

from flowt.brazil import format_cep
from flowt.phones import format_phone
from orders import combos, discounts
from orders.combos import LineGroup
from orders.discounts import DiscountRow
from orders.models import Order, OrderLine
from orders.options import Row, rows_of

register = template.Library()


@register.filter
def by_combo(lines: Iterable[OrderLine]) -> list[LineGroup]:
    """An order's lines, the parts of a combo together."""
    return combos.by_combo(lines)


@register.filter
def discount_rows(order: Order) -> list[DiscountRow]:
    """What combos and offers took off an order, and why."""
    return discounts.discount_rows(order)


@register.filter
def option_rows(options: list[dict[str, Any]]) -> list[Row]:
    """The options of a line, one after another, with how deep each stands."""
    return rows_of(options)


@register.filter
def phone(e164: str) -> str:
    return format_phone(e164) if e164 else ""


@register.filter
def address_lines(address: dict[str, str]) -> list[str]:
    """An address as people write it, in two or three lines."""
    street = ", ".join(filter(None, [address.get("street"), address.get("number")]))
    first = " – ".join(filter(None, [street, address.get("complement")]))
    place = "/".join(filter(None, [address.get("city"), address.get("state")]))
    second = ", ".join(filter(None, [address.get("district"), place]))
    cep = format_cep(address["cep"]) if address.get("cep") else ""
    return [line for line in (first, second, cep) if line]


@register.filter
def map_url(address: dict[str, str]) -> str:
    """Where a map shows the address."""
    query = urlencode({"api": 1, "query": ", ".join(address_lines(address))})
    return f"https://www.google.com/maps/search/?{query}"


@register.filter
def whatsapp_url(e164: str) -> str:
    return f"https://wa.me/{e164.lstrip('+')}" if e164 else ""


@register.filter
def status_label(status: str) -> str:
    """The name of an order's state."""
    known = status in Order.Status.values
    return str(Order.Status(status).label) if known else status
