"""The console's navigation, for templates."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.selectors import panel_url, places_of


@dataclass(frozen=True)
class Entry:
    """One place of the navigation, shown to whoever has `permission`.

    `short` is what the phone's bar calls it, where `label` is too long for a fifth of the screen.
    """

    label: str | Promise
    route: str
    icon: str
    permission: str
    short: str | Promise = ""


PANEL: list[tuple[str | Promise, list[Entry]]] = [
    (
        _("Daily work"),
        [
            Entry(_("Overview"), "accounts:home", "home", "panel.view"),
            Entry(_("Orders"), "orders:board", "orders", "orders.view"),
            Entry(_("Order history"), "orders:list", "history", "orders.view", _("History")),
        ],
    ),
    (
        _("Your offer"),
        [
            Entry(_("Catalogue"), "catalog:list", "catalog", "catalog.view"),
            Entry(_("Offers"), "offers:list", "badge-percent", "offers.view"),
            Entry(_("QR codes"), "tracking:list", "qr", "qr.view"),
            Entry(_("Pages"), "pages:list", "square-pen", "pages.view"),
            Entry(_("Leads"), "leads:list", "inbox", "leads.view"),
        ],
    ),
    (
        _("Your business"),
        [
            Entry(_("Settings"), "tenants:settings", "settings", "settings.view"),
            Entry(_("Payments"), "payments:list", "payments", "payments.view"),
            Entry(_("Messages"), "messaging:list", "mail", "messages.view"),
            Entry(_("Team"), "accounts:team", "team", "team.view"),
            Entry(_("Audit trail"), "accounts:audit", "audit", "audit.view"),
        ],
    ),
]
GLOBAL_CONSOLE: list[tuple[str | Promise, list[Entry]]] = [
    (
        _("Platform"),
        [
            Entry(_("Overview"), "console:home", "layout-dashboard", "console.view"),
            Entry(_("Businesses"), "console:tenants", "tenants", "console.tenants"),
            Entry(_("Audit trail"), "console:audit", "audit", "console.audit"),
        ],
    ),
    (
        _("Operation"),
        [
            Entry(_("Queue"), "operation:queue", "list", "console.operation"),
            Entry(_("Parked work"), "console:parked", "pause", "console.letters"),
            Entry(_("Errors"), "operation:errors", "circle-alert", "console.operation"),
            Entry(_("Volumes"), "operation:volumes", "chart-column", "console.operation"),
            Entry(_("Capacity"), "operation:capacity", "gauge", "console.operation"),
        ],
    ),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: sections of {label, items: [{label, short, url, icon, active}]} for the shell."""
    path, support = request.path, getattr(request, "support", None)
    permissions, role = getattr(request, "permissions", ()), getattr(request, "role", "")
    is_own_page = path.startswith("/conta/") and not role and "console.view" in permissions
    if path.startswith("/console/") or is_own_page:
        return {"nav": _sections(request, GLOBAL_CONSOLE), "support": support}
    if path.startswith(("/painel/", "/conta/")) and role:
        return {
            "nav": _sections(request, PANEL),
            "support": support,
            "switcher": SimpleLazyObject(lambda: _switcher(request)),
        }
    return {"nav": [], "support": support}


def _switcher(request: HttpRequest) -> list[dict[str, Any]]:
    """The businesses this person may move to, the present one marked."""
    return [
        {
            "name": place.tenant.name,
            "url": panel_url(request, place.tenant),
            "role": place.get_role_display(),
            "active": place.tenant_id == request.tenant.pk,  # type: ignore[attr-defined]
        }
        for place in places_of(request.user)  # type: ignore[arg-type]
    ]


def _sections(
    request: HttpRequest, source: list[tuple[str | Promise, list[Entry]]]
) -> list[dict[str, Any]]:
    granted = getattr(request, "permissions", frozenset())
    found = []
    for label, entries in source:
        items = [_item(request, entry) for entry in entries if entry.permission in granted]
        if items := [item for item in items if item]:
            found.append({"label": label, "items": items})
    every = [item for section in found for item in section["items"]]
    matching = [item for item in every if request.path.startswith(item["url"])]
    for item in sorted(matching, key=lambda item: -len(item["url"]))[:1]:
        item["active"] = True
    return found


def _item(request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    try:
        url = reverse(entry.route)
    except NoReverseMatch:
        return None
    short = entry.short or entry.label
    return {
        "label": entry.label,
        "short": short,
        "url": url,
        "icon": entry.icon,
        "active": False,
    }
