from django import template
from django.utils.safestring import SafeString

from flowt.richtext import plain, sanitise

register = template.Library()


@register.filter
def rich(text: str) -> SafeString:
    """Rich text as HTML: sanitised once more, so that nothing depends on how it was stored."""
    return SafeString(sanitise(text or ""))


@register.filter
def plain_text(text: str) -> str:
    return plain(text or "")
