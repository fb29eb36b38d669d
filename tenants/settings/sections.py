"""The sections of the settings, and small reads for them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.hours import Schedule, holiday_name, ranges_on
from tenants.hours_text import describe_ranges
from tenants.models import DeliveryArea

SECTIONS: tuple[tuple[Any, ...], ...] = (  # name, label, icon, permission, route if another
    ("overview", _("At a glance"), "layout-dashboard", "settings.view", "tenants:settings"),
    ("legal", _("Legal data"), "file-text", "settings.legal"),
    ("contact", _("Contacts and address"), "map-pin", "settings.edit"),
    ("brand", _("Brand"), "palette", "settings.edit"),
    ("hours", _("Opening hours"), "clock", "settings.edit"),
    ("profiles", _("Ways of ordering"), "shopping-bag", "settings.edit"),
    ("scheduling", _("Orders for later"), "calendar", "settings.edit"),
    ("areas", _("Delivery areas"), "bike", "settings.edit"),
    ("domains", _("Addresses"), "globe", "settings.domains"),
    ("language", _("Language"), "languages", "settings.edit"),
    ("texts", _("Terms and privacy"), "shield", "settings.edit", "storefront:edit_texts"),
    ("payments", _("PIX and payments"), "wallet", "payments.configure", "payments:list"),
    ("email", _("E-mail"), "mail", "messages.configure", "messaging:settings"),
    ("api", _("API keys"), "key-round", "api.keys"),
)


@dataclass(frozen=True)
class Day:
    """One date of the week that begins today."""

    on: Any
    text: str
    holiday: str
    is_exception: bool
    is_closed: bool


def sections_for(request: Any, active: str) -> list[dict[str, Any]]:
    """Return what the person may open: {label, icon, url, active}."""
    found = []
    for name, label, icon, permission, *other in SECTIONS:
        route = other[0] if other else f"tenants:settings_{name}"
        if permission not in request.permissions:
            continue
        try:
            url = reverse(route)
        except NoReverseMatch:  # a page of an app above, which may not be there
            continue
        found.append({"label": label, "icon": icon, "url": url, "active": name == active})
    return found


def next_week(schedule: Schedule) -> list[Day]:
    """Return the next seven days as customers will find them, exceptions and holidays included."""
    today = timezone.localdate()
    days = []
    for offset in range(7):
        on = today + timedelta(days=offset)
        ranges = ranges_on(schedule, on)
        days.append(
            Day(
                on=on,
                text=describe_ranges(ranges),
                holiday=holiday_name(schedule, on),
                is_exception=on in schedule.exceptions,
                is_closed=not ranges,
            )
        )
    return days


def overlaps(areas: list[DeliveryArea]) -> list[tuple[DeliveryArea, DeliveryArea]]:
    """Return pairs of active areas that share CEPs: the narrower of the two counts there."""
    active = sorted((area for area in areas if area.is_active), key=lambda area: area.cep_from)
    return [
        (first, second)
        for place, first in enumerate(active)
        for second in active[place + 1 :]
        if second.cep_from <= first.cep_to
    ]
