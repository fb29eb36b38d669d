"""What a tenant's settings say: opening, ways of ordering, delivery, addresses.

Read once for each (tenant, version) and kept in memory: every write of settings raises the
tenant's version (`touch_tenant`), so what is kept is never older than the tenant row in hand.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from flowt.tenancy import public_schema
from tenants import hours
from tenants.hours import Range, Schedule
from tenants.hours_text import describe_now
from tenants.models import (
    DeliveryArea,
    Domain,
    OpeningException,
    OpeningRange,
    OrderProfile,
    Tenant,
)

_MAX_KEPT = 2_000
_lock = Lock()
_kept: OrderedDict[int, tuple[int, "Terms"]] = OrderedDict()
_openings: dict[tuple[int, str | None], tuple[Schedule, datetime, "Opening"]] = {}


@dataclass(frozen=True)
class Terms:
    """The settings that pages and orders ask for, as they were at one version of the tenant."""

    profiles: dict[str, OrderProfile]
    areas: tuple[DeliveryArea, ...]  # active ones, the narrowest first
    schedule: Schedule
    host: str  # primary verified domain, "" without one


@dataclass(frozen=True)
class Opening:
    """Whether a tenant is open, as of one moment. `sentence` is in the reader's language.

    `next_change` is when a page that shows this grows old; both times are aware, in UTC.
    """

    is_open: bool
    next_opening: datetime | None
    next_change: datetime
    sentence: str


def terms_of(tenant: Tenant) -> Terms:
    """Return the tenant's settings: five small queries, or none."""
    with _lock:
        version, terms = _kept.get(tenant.pk, (0, None))
        if terms is not None and version == tenant.version:
            _kept.move_to_end(tenant.pk)
            return terms
    terms = read_terms(tenant)
    with _lock:
        _kept[tenant.pk] = (tenant.version, terms)
        while len(_kept) > _MAX_KEPT:
            _kept.popitem(last=False)
    return terms


def forget() -> None:
    """Drop what is kept in memory."""
    with _lock:
        _kept.clear()


def read_terms(tenant: Tenant) -> Terms:
    """Return the tenant's settings as the database has them now."""
    with public_schema():
        areas = DeliveryArea.objects.filter(tenant=tenant, is_active=True)
        domain = Domain.objects.filter(tenant=tenant, verified_at__isnull=False)
        return Terms(
            profiles={row.kind: row for row in OrderProfile.objects.filter(tenant=tenant)},
            areas=tuple(sorted(areas, key=_width)),
            schedule=build_schedule(tenant),
            host=domain.order_by("-is_primary").values_list("domain", flat=True).first() or "",
        )


def build_schedule(tenant: Tenant) -> Schedule:
    """Return the schedule as the database has it now. Dates long past are left out."""
    week: list[list[Range]] = [[] for _ in range(7)]
    dates: dict[date, list[Range]] = {}
    with public_schema():
        for row in OpeningRange.objects.filter(tenant=tenant):
            week[row.weekday].append(Range(row.opens, row.closes))
        since = timezone.now().date() - timedelta(days=3)
        for exception in OpeningException.objects.filter(tenant=tenant, on__gte=since):
            ranges = dates.setdefault(exception.on, [])
            if exception.opens and exception.closes:
                ranges.append(Range(exception.opens, exception.closes))
    return Schedule(
        time_zone=tenant.time_zone,
        week=tuple(tuple(ranges) for ranges in week),
        exceptions={on: tuple(ranges) for on, ranges in dates.items()},
        holiday_rule=tenant.holiday_rule,
        state=tenant.state,
    )


def schedule_of(tenant: Tenant) -> Schedule:
    """Return when the tenant is open, week and exceptions, in its time zone."""
    return terms_of(tenant).schedule


def opening(tenant: Tenant, now: datetime | None = None) -> Opening:
    """Tell whether the tenant is open at `now` (aware), when that changes, and in words.

    Kept in memory until its own `next_change`: every public page and every order asks.
    """
    schedule, now, key = schedule_of(tenant), now or timezone.now(), (tenant.pk, get_language())
    with _lock:
        of, since, known = _openings.get(key, (None, now, None))
    if known is not None and of is schedule and since <= now < known.next_change:
        return known
    found = Opening(
        is_open=hours.is_open(schedule, now),
        next_opening=hours.next_opening(schedule, now),
        next_change=hours.next_change(schedule, now),
        sentence=describe_now(schedule, now),
    )
    with _lock:
        if len(_openings) >= _MAX_KEPT:
            _openings.clear()
        _openings[key] = (schedule, now, found)
    return found


def profiles_of(tenant: Tenant) -> dict[str, OrderProfile]:
    """Return the ways of ordering by kind, also those that are not enabled."""
    return terms_of(tenant).profiles


def delivery_terms(tenant: Tenant, cep: str) -> DeliveryArea | None:
    """Return the area that serves `cep` (8 digits), the narrowest where several do."""
    areas = terms_of(tenant).areas
    return next((area for area in areas if area.cep_from <= cep <= area.cep_to), None)


def host_of(tenant: Tenant) -> str:
    """Return the host name that customers know: the primary verified domain, "" without one."""
    return terms_of(tenant).host


def public_url(tenant: Tenant, path: str, request: HttpRequest | None = None) -> str:
    """Return the absolute address of `path` on the tenant's own host.

    A request that came by another of the tenant's hosts keeps its host. `path` begins with "/".
    """
    if request is not None and not getattr(request, "is_main_host", True):
        at = getattr(request, "tenant", None)
        if at is not None and at.pk == tenant.pk:
            return request.build_absolute_uri(path)
    host = host_of(tenant)
    if not host:
        separator = "&" if "?" in path else "?"
        return f"{main_url(path)}{separator}tenant={tenant.slug}"
    return f"{_origin(host)}{path}"


def main_url(path: str) -> str:
    """Return the absolute address of `path` on the main host."""
    return f"{_origin(settings.FLOWT_MAIN_HOSTS[0])}{path}"


def _origin(host: str) -> str:
    scheme, standard = ("https", 443) if settings.FLOWT_HTTPS else ("http", 80)
    port = settings.FLOWT_PUBLIC_PORT
    return f"{scheme}://{host}" if port == standard else f"{scheme}://{host}:{port}"


def _width(area: DeliveryArea) -> tuple[int, str]:
    return int(area.cep_to) - int(area.cep_from), area.cep_from
