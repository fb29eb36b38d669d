from django import template
from django.utils import timezone

from orders import when as words
from orders.models import Order
from tenants.hours_text import describe_minutes
from tenants.models import OrderProfile

register = template.Library()


@register.filter
def when(order: Order) -> str:
    """For which day and hours an order is, in full; "" for as soon as possible."""
    return words.when_text(order)


@register.filter
def when_dated(order: Order) -> str:
    """As `when`, for paper: without today or tomorrow."""
    return words.when_dated(order)


@register.filter
def in_hours(minutes: int) -> str:
    """Minutes in words: 90 is `1 h 30 min`."""
    return describe_minutes(minutes)


@register.filter
def ready_minutes(profile: OrderProfile) -> int:
    """How long an order of this way takes now, in a rush too."""
    return profile.ready_minutes(timezone.now())
