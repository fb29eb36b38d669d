from typing import Any

from django import template

from flowt.live import stream_url

register = template.Library()


@register.simple_tag(takes_context=True)
def live_source(context: dict[str, Any], *topics: str) -> str:
    """The signed address of the stream of these topics, for `data-live-src`."""
    return stream_url(context["request"], list(topics))
