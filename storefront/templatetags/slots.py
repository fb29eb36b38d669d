from django import template
from django.utils.safestring import SafeString

from storefront.slots import NAMES, mark

register = template.Library()


@register.simple_tag
def slot(name: str) -> SafeString:
    """A place that is filled, for each visitor, when the page is sent."""
    if name not in NAMES:
        raise template.TemplateSyntaxError(f"no slot is named {name!r}")
    return SafeString(mark(name))
