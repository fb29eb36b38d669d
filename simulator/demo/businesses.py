"""Making one of the demo's tenants, with all of its settings."""

from datetime import date, time
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any

from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from flowt.tenancy import tenant_context
from payments.brcode import LONGEST_CITY, LONGEST_NAME, to_ascii
from payments.models import GatewayAccount
from payments.operations import configure_gateway
from simulator.demo.content import Table, read
from simulator.demo.drawing.logos import draw_logo
from simulator.demo.drawing.pictures import stem_of
from tenants.models import DeliveryArea, OpeningException, OpeningRange, OrderProfile, Tenant
from tenants.operations import create_tenant, touch_tenant
from tracking.models import QrCode
from tracking.operations import create_code, create_tables

KEYS = {"asaas": "$aact_prod_", "stripe": "sk_test_"}  # what their keys begin with


def make_tenant(slug: str, *, actor: User) -> Tenant:
    """Create a tenant as its TOML says, in the caller's transaction."""
    business = read(slug, "business")
    tenant = create_tenant(slug=slug, actor=actor, **business["tenant"])
    _write_profiles(tenant, business["profiles"])
    _write_hours(tenant, business)
    DeliveryArea.objects.bulk_create(_area(tenant, area) for area in business.get("areas", []))
    with tenant_context(tenant):
        _write_logo(tenant)
        _write_gateways(tenant, business["pix"], business.get("gateway"))
        _write_codes(business.get("codes", {}), actor)
    touch_tenant(tenant)
    return tenant


def _write_profiles(tenant: Tenant, profiles: Table) -> None:
    for row in OrderProfile.objects.filter(tenant=tenant):
        terms = profiles.get(row.kind)
        row.is_enabled = terms is not None
        if terms:
            row.minimum_order = Decimal(terms["minimum_order"])
            row.preparation_minutes = terms["preparation_minutes"]
            row.has_tabs = terms.get("has_tabs", False)
            row.service_percent = Decimal(terms.get("service_percent", 0))
            for name, value in terms.get("later", {}).items():
                setattr(row, name, value)
            row.takes_scheduled = "later" in terms
        row.save()


def _write_hours(tenant: Tenant, business: Table) -> None:
    ranges = [
        OpeningRange(tenant=tenant, weekday=int(day), opens=opens, closes=closes)
        for day, texts in business["hours"].items()
        for opens, closes in (read_range(text) for text in texts)
    ]
    OpeningRange.objects.bulk_create(ranges)
    OpeningException.objects.bulk_create(
        OpeningException(
            tenant=tenant,
            on=_next(row["on"]),
            note=row["note"],
            opens=time.fromisoformat(row["opens"]) if "opens" in row else None,
            closes=time.fromisoformat(row["closes"]) if "closes" in row else None,
        )
        for row in business.get("exceptions", [])
    )


def read_range(text: str) -> tuple[time, time]:
    opens, _, closes = text.partition("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _next(month_and_day: str) -> date:
    """The next such day, today included."""
    today = timezone.localdate()
    found = date.fromisoformat(f"{today.year}-{month_and_day}")
    return found if found >= today else found.replace(year=today.year + 1)


def _area(tenant: Tenant, area: Table) -> DeliveryArea:
    first, last = area["ceps"]
    return DeliveryArea(
        tenant=tenant,
        name=area["name"],
        cep_from=first,
        cep_to=last,
        fee=Decimal(area["fee"]),
        free_from=Decimal(area["free_from"]) if "free_from" in area else None,
        estimated_minutes=area["minutes"],
    )


def _write_logo(tenant: Tenant) -> None:
    svg = draw_logo(tenant.slug)
    tenant.logo = f"brand/logo-{stem_of(svg)}.svg"
    store(tenant.logo, svg)
    tenant.save(update_fields=["logo"])


def store(name: str, text: str) -> None:
    """Write a file of the bound tenant. Names tell the content, so one that is there is right."""
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(text.encode()))


def _write_gateways(tenant: Tenant, pix: Table, gateway: Table | None) -> None:
    profiles = [str(kind) for kind in OrderProfile.Kind.values]
    settings: dict[str, dict[str, Any]] = {
        "pix": {
            **{name: value for name, value in pix.items() if name != "by_bank"},
            "receiver": to_ascii(tenant.name)[:LONGEST_NAME].strip(),
            "city": to_ascii(tenant.city)[:LONGEST_CITY].strip(),
        },
        "card": {"brands": "Visa, Mastercard, Elo e Amex"},
        "cash": {},
    }
    for position, (kind, values) in enumerate(settings.items(), 1):
        values["profiles"] = profiles
        GatewayAccount.objects.create(
            kind=kind, is_enabled=True, position=position, settings=values
        )
    if pix.get("by_bank") and django_settings.FLOWT_PSP_SIMULATOR:
        _charge_at_the_bank(tenant.slug, {"key": pix["key"], "profiles": profiles})
    if gateway and django_settings.FLOWT_GATEWAY_SIMULATOR:
        _pay_at_a_gateway(tenant.slug, gateway)


def _pay_at_a_gateway(name: str, gateway: Table) -> None:
    """One of the demo's gateways, first in the list, with a key as its provider's look."""
    kind = gateway["kind"]
    token = f"{KEYS[kind]}{name}_{token_urlsafe(12)}"
    methods = {
        f"{method}_profiles": gateway.get(method, []) for method in ("pix", "card", "boleto")
    }
    settings = {**methods, "expiry_minutes": 60, "boleto_days": 3, "secret_key": token}
    if kind == "asaas":
        settings["environment"] = "production"
    configure_gateway(kind, is_enabled=True, settings=settings, actor=None)
    GatewayAccount.objects.filter(kind=kind).update(position=0)


def _charge_at_the_bank(name: str, values: dict[str, Any]) -> None:
    """PIX by the demo's bank, instead of by the bare key: payments confirm themselves."""
    bank = {
        "provider": "demo",
        "client_id": f"demo-{name}",
        "client_secret": token_urlsafe(24),
        "expiry_minutes": 30,
    }
    configure_gateway("pix_psp", is_enabled=True, settings={**bank, **values}, actor=None)


def _write_codes(codes: Table, actor: User) -> None:
    if "menu" in codes:
        create_code(kind=QrCode.Kind.MENU, label=codes["menu"], qr_src="cardapio", actor=actor)
    if tables := codes.get("tables"):
        create_tables([str(number) for number in range(1, tables + 1)], actor=actor)
