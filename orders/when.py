"""For when an order is, in words: an order for later says so wherever it is shown."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from flowt.tenancy import current_tenant
from orders.models import Order
from tenants.hours_text import describe_slot, describe_span, short_weekday


def when_text(order: Order, now: datetime | None = None) -> str:
    """Write `tomorrow, Monday, November 23, 19:00–19:30`; "" for as soon as possible."""
    if order.scheduled_for is None or order.scheduled_until is None:
        return ""
    zone = current_tenant().time_zone
    return describe_slot(order.scheduled_for, order.scheduled_until, zone, now or timezone.now())


def when_dated(order: Order) -> str:
    """As `when_text`, for what is read on another day: without today or tomorrow."""
    if order.scheduled_for is None or order.scheduled_until is None:
        return ""
    long_ago = order.scheduled_until + timedelta(days=400)
    zone = current_tenant().time_zone
    return describe_slot(order.scheduled_for, order.scheduled_until, zone, long_ago)


def when_short(order: Order, now: datetime) -> str:
    """Write `Today 19:00–19:30`, or `Tue 24/11 19:00–19:30`; "" for as soon as possible."""
    if order.scheduled_for is None or order.scheduled_until is None:
        return ""
    name = current_tenant().time_zone
    zone = ZoneInfo(name)
    day, today = order.scheduled_for.astimezone(zone).date(), now.astimezone(zone).date()
    words = {
        "time": describe_span(order.scheduled_for, order.scheduled_until, name),
        "day": f"{short_weekday(day)} {day:%d/%m}",
    }
    if day == today:
        return _("Today %(time)s") % words
    if day == today + timedelta(days=1):
        return _("Tomorrow %(time)s") % words
    return _("%(day)s %(time)s") % words
