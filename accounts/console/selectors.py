"""What the global console shows of the tenants."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from flowt.brazil import clean_document
from flowt.crypto import blind_indexes
from flowt.errors import Refusal
from tenants.models import Domain, Tenant
from tenants.operations import DOCUMENT_PURPOSE

ORDERS = {"-created": ("-id",), "created": ("id",), "name": ("name", "id")}


@dataclass(frozen=True)
class Figures:
    total: int
    active: int
    suspended: int
    new: int  # this month, in the installation's time zone


def figures() -> Figures:
    """Count the tenants, in one query."""
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counted: dict[str, Any] = Tenant.objects.aggregate(
        total=Count("id"),
        active=Count("id", Q(status=Tenant.Status.ACTIVE)),
        suspended=Count("id", Q(status=Tenant.Status.SUSPENDED)),
        new=Count("id", Q(created_at__gte=month)),
    )
    return Figures(**counted)


def find_tenants(*, q: str = "", status: str = "", sort: str = "") -> QuerySet[Tenant]:
    """Return tenants whose name, short name, code, document or host fits `q`."""
    found = Tenant.objects.all()
    if status:
        found = found.filter(status=status)
    if q := q.strip():
        found = found.filter(pk__in=_matching(q))
    return found.order_by(*ORDERS.get(sort, ORDERS["-created"]))


def primary_hosts(tenants: list[Tenant]) -> dict[int, str]:
    """Return the primary host of each tenant's id, in one query."""
    rows = Domain.objects.filter(tenant__in=tenants, is_primary=True)
    return dict(rows.values_list("tenant_id", "domain"))


def suggest_slug(name: str) -> str:
    """Return a short name made from `name` that nobody has; "" when nothing can be made of it."""
    base = slugify(name)[:34].strip("-")
    if base and not base[0].isalpha():
        base = f"n-{base}"[:34]
    if len(base) < 3:
        return ""
    taken = set(Tenant.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    numbered = (f"{base}-{number}" for number in range(2, 10_000))
    return next((slug for slug in numbered if slug not in taken), "")


def _matching(text: str) -> QuerySet[Any]:
    """Ids that fit, each part by itself: an OR over the parts would use no index."""
    parts = [
        Tenant.objects.filter(name__icontains=text).values_list("id"),
        Tenant.objects.filter(name__trigram_word_similar=text).values_list("id"),  # with typos
        Tenant.objects.filter(slug__contains=text.lower()).values_list("id"),
        Domain.objects.filter(domain__contains=text.lower()).values_list("tenant_id"),
    ]
    if text.isascii() and text.isdigit() and len(text) <= 9:
        parts.append(Tenant.objects.filter(code=int(text)).values_list("id"))
    if document := _document(text):
        known = blind_indexes(document, DOCUMENT_PURPOSE)
        parts.append(Tenant.objects.filter(document_index__in=known).values_list("id"))
    first, *others = parts
    return first.union(*others)


def _document(text: str) -> str:
    try:
        return clean_document(text)
    except Refusal:
        return ""
