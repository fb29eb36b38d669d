"""How payments are written in pages."""

from django import template

from payments.pix_keys import KeyKind
from payments.selectors import label_of

register = template.Library()


@register.filter
def gateway_label(kind: str) -> str:
    """The name of a way of paying."""
    return label_of(kind)


@register.filter
def key_kind_label(kind: str) -> str:
    """The name of a kind of PIX key."""
    return str(KeyKind(kind).label) if kind in KeyKind.values else kind
