"""Which table a visitor sits at, and as whom: kept in the session, of which a phone holds the key.

Sitting down needs a scan of the table's code that is younger than a few hours, and than the end of
the last tab this phone was on there: the picture of a code, or yesterday's visit, is not enough.
Whoever was sent a tab's own link by somebody at the table may join it too.
"""

import time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from flowt import limits
from flowt.clients import network_of
from flowt.tenancy import current_schema
from orders.tabs.errors import ScanAgain
from orders.tabs.models import Tab, TabGuest
from orders.tabs.ordering import TAB
from orders.tabs.seating import has_tabs, sit_down
from payments.selectors import GatewayChoice
from tenants.models import OrderProfile
from tracking.scanning import scanned_at, scanned_table

SEATS = "seats:"  # + schema: [guest's token, table whose code was scanned], the latest last
MOST_SEATS = 6
SCAN_SECONDS = 4 * 3600


def _seats(request: HttpRequest) -> list[list[str]]:
    found = request.session.get(SEATS + current_schema(), [])
    return [row for row in found if isinstance(row, list) and len(row) == 2]


def tokens(request: HttpRequest) -> list[str]:
    """Return the tokens of everybody this phone was."""
    return [token for token, _table in _seats(request)]


def remember(request: HttpRequest, guest: TabGuest) -> None:
    """Let this phone be that guest from now on."""
    kept = [row for row in _seats(request) if row[0] != guest.token]
    kept.append([guest.token, scanned_table(request)])
    request.session[SEATS + current_schema()] = kept[-MOST_SEATS:]


def guest_on(request: HttpRequest, tab: Tab) -> TabGuest | None:
    """Return who this phone is on a tab: also one that was taken off it."""
    known = tokens(request)
    if not known:
        return None
    return TabGuest.objects.filter(tab=tab, token__in=known).order_by("-removed_at").last()


def seat_of(request: HttpRequest) -> TabGuest | None:
    """Return who this phone is at the table it scanned last, while that tab lives."""
    table = scanned_table(request)
    known = [token for token, scanned in _seats(request) if scanned == table]
    rows = TabGuest.objects.select_related("tab").filter(token__in=known, removed_at=None)
    return rows.filter(tab__status__in=Tab.LIVE).order_by("-pk").first() if known else None


def may_sit(request: Any) -> bool:
    """May this phone join, or open, the tab of the table it scanned?"""
    table, at = scanned_table(request), scanned_at(request)
    if not table or at < time.time() - SCAN_SECONDS or not has_tabs(request.tenant):
        return False
    known = [token for token, scanned in _seats(request) if scanned == table]
    ended = Tab.objects.filter(guests__token__in=known).exclude(closed_at=None)
    return not any(tab.closed_at.timestamp() > at for tab in ended) if known else True


def tab_choice(request: Any, profile: str) -> list[GatewayChoice]:
    """Return "on the table's tab" as a way of paying, where this phone may."""
    if profile != OrderProfile.Kind.TABLE or not has_tabs(request.tenant):
        return []
    if seat_of(request) is None and not may_sit(request):
        return []
    hint = _("Pay at the end, together or split")
    label = _("On the table's tab")
    return [GatewayChoice(TAB, label, needs_change=False, hint=hint, icon="receipt-text")]


def on_tab(request: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what an order asks for, with the guest whose tab it lands on, where it is to.

    Who has no seat yet gets one, by the name on the order. Raises ScanAgain, and what `sit_down`
    raises.
    """
    if asked["payment_kind"] != TAB:
        return asked
    guest = seat_of(request)
    if guest is None:
        if not may_sit(request):
            raise ScanAgain
        limits.guard("tab.join", network_of(request))
        guest = sit_down(
            tenant=request.tenant,
            table_label=scanned_table(request),
            name=asked["customer"].name,
            tokens=tokens(request),
        )
        remember(request, guest)
    return {**asked, "guest": guest, "table_label": guest.tab.table_label}
