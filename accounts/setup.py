"""What is left to set up: the steps of the business itself. Other apps register theirs."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.widgets import Step, steps
from tenants.selectors import profiles_of, schedule_of


@dataclass(frozen=True)
class Item:
    """A line of the list. `url` is empty for who may not do it."""

    label: str | Promise
    text: str | Promise
    icon: str
    url: str
    is_done: bool


def setup_items(request: Any) -> list[Item]:
    """Return every step, in order, with whether it is done."""
    found = []
    for step in sorted((member() for member in steps), key=lambda step: step.order):
        try:
            url = reverse(step.route)
        except NoReverseMatch:
            continue
        allowed = url if step.permission in request.permissions else ""
        done = step.is_done(request.tenant)
        found.append(Item(step.label, step.text, step.icon, allowed, done))
    return found


@steps.register
class Brand(Step):
    kind, order = "brand", 10
    label, text = _("Show your brand"), _("Logo, colours and a line about the business.")
    icon, route, permission = "palette", "tenants:settings_brand", "settings.edit"

    def is_done(self, tenant: Any) -> bool:
        return bool(tenant.logo or tenant.tagline)


@steps.register
class Address(Step):
    kind, order = "address", 20
    label, text = _("Say where you are"), _("Phone, WhatsApp and address, for your customers.")
    icon, route, permission = "map-pin", "tenants:settings_contact", "settings.edit"

    def is_done(self, tenant: Any) -> bool:
        return bool(tenant.cep and (tenant.phone or tenant.whatsapp))


@steps.register
class Hours(Step):
    kind, order = "hours", 30
    label, text = _("Set your opening hours"), _("Outside of them nobody can order.")
    icon, route, permission = "clock", "tenants:settings_hours", "settings.edit"

    def is_done(self, tenant: Any) -> bool:
        return any(schedule_of(tenant).week)


@steps.register
class Profiles(Step):
    kind, order = "profiles", 40
    label, text = _("Choose how people order"), _("Delivery, pick-up, at the table.")
    icon, route, permission = "shopping-bag", "tenants:settings_profiles", "settings.edit"

    def is_done(self, tenant: Any) -> bool:
        return any(profile.is_enabled for profile in profiles_of(tenant).values())
