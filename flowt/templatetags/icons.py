"""`{% icon "bell" %}`: one icon of the sprite, drawn in the page itself, in the text's colour."""

import re
from functools import lru_cache

import structlog
from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
log = structlog.get_logger()
SPRITE = settings.BASE_DIR / "frontend" / "icons.svg"
UNKNOWN = "circle-dashed"
ALIASES = {  # what a thing is called in Flowt, where its icon is called otherwise
    "home": "house",
    "orders": "chef-hat",
    "catalog": "utensils",
    "qr": "qr-code",
    "payments": "wallet",
    "team": "users",
    "audit": "shield-check",
    "tenants": "building-2",
    "delivery": "bike",
    "pickup": "store",
    "table": "armchair",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "debug": "info",
}


@lru_cache(maxsize=1)
def _drawings() -> dict[str, SafeString]:
    """The inside of every icon, by name."""
    text = SPRITE.read_text(encoding="utf-8")
    found = re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', text, re.S)
    return {name: mark_safe(inner) for name, inner in found}  # noqa: S308 - our own file


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon. `size` is sm, lg or xl. Without a `label` it is hidden from screen readers."""
    name = ALIASES.get(name, name)
    drawing = _drawings().get(name)
    if drawing is None:
        log.warning("icon_unknown", name=name)
        drawing = _drawings()[UNKNOWN]
    sized = format_html(' data-size="{}"', size) if size else ""
    told = (
        format_html(' role="img" aria-label="{}"', conditional_escape(label))
        if label
        else SafeString(' aria-hidden="true"')
    )
    return format_html('<svg class="icon" viewBox="0 0 24 24"{}{}>{}</svg>', sized, told, drawing)
