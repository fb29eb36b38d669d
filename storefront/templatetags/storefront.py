"""Small words and drawings of the public pages."""

import json
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.models.items import Item
from orders.tabs import seating
from tenants.models import Tenant

register = template.Library()
DIET_ICONS = {
    "vegetarian": "leaf",
    "vegan": "vegan",
    "gluten_free": "wheat-off",
    "lactose_free": "milk-off",
    "sugar_free": "candy-off",
    "spicy": "flame",
    "alcoholic": "wine",
    "organic": "sprout",
}
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def diet_label(diet: str) -> str:
    return str(dict(Item.Diet.choices).get(diet, diet))


@register.filter
def diet_icon(diet: str) -> str:
    return DIET_ICONS.get(diet, "tag")


@register.filter
def json_ld(value: Any) -> SafeString:
    """A value as JSON that cannot leave its `<script type="application/ld+json">`: it is data."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.translate(_ESCAPES))


@register.filter
def og_locale(language: str) -> str:
    """A language as Open Graph writes it: `pt_BR`."""
    name, _dash, place = language.partition("-")
    return f"{name}_{place.upper()}" if place else name


@register.filter
def option_words(rows: list[dict[str, Any]]) -> list[str]:
    """A snapshot of options as one line a group: "Borda: Catupiry, 2× Bacon"."""
    lines: dict[str, list[str]] = {}
    for row in rows or []:
        units = f"{row['quantity']}× " if row["quantity"] > 1 else ""
        inner = "; ".join(option_words(row.get("options") or []))
        name = f"{row['name']} ({inner})" if inner else row["name"]
        lines.setdefault(row["group"], []).append(f"{units}{name}")
    return [
        _("%(group)s: %(options)s") % {"group": group, "options": ", ".join(names)}
        for group, names in lines.items()
    ]


@register.simple_tag
def contact_url(tenant: Any, number: int) -> str:
    """The way to talk to the business about an order: WhatsApp, else its telephone."""
    if not tenant.whatsapp:
        return f"tel:{tenant.phone}"
    text = _("Hello! About my order %(number)s:") % {"number": number}
    return f"https://wa.me/{tenant.whatsapp.lstrip('+')}?text={quote(text, safe='')}"


@register.filter
def has_tabs(tenant: Tenant) -> bool:
    """Do its tables share tabs?"""
    return seating.has_tabs(tenant)
