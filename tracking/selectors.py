"""Printed codes for the console, and the addresses they lead to."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from catalog.models.items import Item
from tenants.models import Tenant
from tenants.selectors import public_url
from tracking.attribution import UTM
from tracking.models import QrCode

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A code as its card shows it."""

    code: QrCode
    url: str
    scans: int
    recent: int


def cards(tenant: Tenant, *, kind: str = "", is_archived: bool = False) -> list[CodeCard]:
    """Return the codes with their scans, ever and of the last 30 days: one query."""
    rows = QrCode.objects.filter(archived_at__isnull=not is_archived)
    if kind:
        rows = rows.filter(kind=kind)
    since = timezone.now() - RECENT
    rows = rows.select_related("item").annotate(
        all_scans=Count("scans"),
        recent_scans=Count("scans", filter=Q(scans__scanned_at__gte=since)),
        last_scan=Max("scans__scanned_at"),
    )
    return [
        CodeCard(row, url_of(tenant, row), row.all_scans, row.recent_scans)
        for row in sorted(rows, key=_natural)
    ]


def url_of(tenant: Tenant, code: QrCode) -> str:
    """Return what is printed: an address on the host that customers know, for ever the same."""
    return public_url(tenant, reverse("tracking:scan", args=[code.code]))


def target_of(code: QrCode) -> str:
    """Return where a scan leads, with its origin in the query."""
    path = reverse("storefront:menu")
    if code.kind == QrCode.Kind.ITEM and code.item and code.item.status == Item.Status.ACTIVE:
        path = code.item.get_absolute_url()
    utm = {name: code.utm[name] for name in UTM if code.utm.get(name)}
    return f"{path}?{urlencode({'via': 'qr', 'qr_src': code.qr_src, **utm})}"


def counts() -> dict[str, int]:
    """How many codes of each kind are in use, and how many are archived."""
    rows = QrCode.objects.aggregate(
        all=Count("id", filter=Q(archived_at=None)),
        menu=Count("id", filter=Q(archived_at=None, kind="menu")),
        table=Count("id", filter=Q(archived_at=None, kind="table")),
        item=Count("id", filter=Q(archived_at=None, kind="item")),
        archived=Count("id", filter=Q(archived_at__isnull=False)),
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class ShareLinks:
    """One address and the ways to pass it on."""

    url: str
    whatsapp: str
    telegram: str
    email: str


def share_links(url: str, *, text: str, subject: str) -> ShareLinks:
    """Return links that open each messenger with the text ready to be sent."""
    whole = f"{text} {url}"
    return ShareLinks(
        url=url,
        whatsapp=f"https://wa.me/?text={quote(whole, safe='')}",
        telegram=f"https://t.me/share/url?{urlencode({'url': url, 'text': text})}",
        email=f"mailto:?subject={quote(subject)}&body={quote(whole)}",
    )


def menu_link(tenant: Tenant, utm: dict[str, str]) -> str:
    """Return the menu's address with an origin: `via=link` and what is filled in of `utm`."""
    said = {"via": "link", **{name: value for name, value in utm.items() if value}}
    return f"{public_url(tenant, reverse('storefront:menu'))}?{urlencode(said)}"


def _natural(code: QrCode) -> tuple[Any, ...]:
    """Menu codes first, then tables in the order in which people count them."""
    order = {"menu": 0, "table": 1, "item": 2}
    words = code.table_label or code.label
    head = words.rstrip("0123456789")
    digits = words[len(head) :]
    return order.get(code.kind, 3), head.lower(), int(digits or 0), code.pk
