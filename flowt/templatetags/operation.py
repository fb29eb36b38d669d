"""Writing how long something takes or took."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def lasting(value: Any) -> str:
    """Write seconds, or a timedelta, in its two largest units: "3 min 20 s", "2 d 4 h"."""
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value or 0)
    days, seconds = divmod(max(seconds, 0), 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    parts = [
        _("%(n)s d") % {"n": days} if days else "",
        _("%(n)s h") % {"n": hours} if hours else "",
        _("%(n)s min") % {"n": minutes} if minutes else "",
        _("%(n)s s") % {"n": seconds} if seconds else "",
    ]
    return " ".join([part for part in parts if part][:2]) or _("%(n)s s") % {"n": 0}
