"""What pages and orders ask of a tenant's settings."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.models import (
    DeliveryArea,
    OpeningException,
    OpeningRange,
    OrderProfile,
    Tenant,
)
from tenants.operations import touch_tenant
from tenants.selectors import delivery_terms, opening, profiles_of, public_url, schedule_of


def make_area(tenant, first, last, **fields):
    fields.setdefault("name", "Centro")
    return DeliveryArea.objects.create(tenant=tenant, cep_from=first, cep_to=last, **fields)


def test_the_narrowest_area_serves_a_cep(tenant):
    make_area(tenant, "30000000", "39999999", name="Minas", fee=Decimal(20))
    make_area(tenant, "30130000", "30139999", name="Centro", fee=Decimal(5))

    assert delivery_terms(tenant, "30130010").name == "Centro"
    assert delivery_terms(tenant, "35000000").name == "Minas"
    assert delivery_terms(tenant, "01310100") is None


def test_an_inactive_area_serves_nobody(tenant):
    make_area(tenant, "30000000", "39999999", is_active=False)

    assert delivery_terms(tenant, "30130010") is None


def test_all_profiles_by_kind(tenant):
    profiles = profiles_of(tenant)

    assert set(profiles) == {"delivery", "pickup", "table"}
    assert profiles["pickup"].is_enabled


def test_kept_until_the_tenant_changes(tenant):
    profiles_of(tenant)
    with CaptureQueriesContext(connection) as queries:
        profiles_of(tenant)
    assert len(queries) == 0

    OrderProfile.objects.filter(tenant=tenant, kind="table").update(is_enabled=True)
    touch_tenant(tenant)

    assert profiles_of(Tenant.objects.get(pk=tenant.pk))["table"].is_enabled


def test_the_address_that_customers_know(tenant, settings):
    settings.FLOWT_PUBLIC_PORT = 8000

    assert public_url(tenant, "/cardapio/") == "http://primeira.localhost:8000/cardapio/"


def test_a_tenant_without_a_host_is_reached_by_its_slug(tenant, settings):
    settings.FLOWT_PUBLIC_PORT = 80
    tenant.domains.all().delete()

    assert public_url(tenant, "/?a=1") == "http://localhost/?a=1&tenant=primeira"


MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/Sao_Paulo"))


def test_open_within_a_range_and_until_when(tenant):
    OpeningRange.objects.create(tenant=tenant, weekday=0, opens=time(11), closes=time(15))

    found = opening(tenant, MONDAY_NOON)

    assert found.is_open
    assert found.next_change == MONDAY_NOON.replace(hour=15)
    assert "15:00" in found.sentence


def test_an_exception_wins_over_the_week(tenant, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MONDAY_NOON)  # what is long over is not read
    OpeningRange.objects.create(tenant=tenant, weekday=0, opens=time(11), closes=time(15))
    OpeningException.objects.create(tenant=tenant, on=date(2026, 11, 23))

    assert not opening(tenant, MONDAY_NOON).is_open
    assert schedule_of(tenant).exceptions == {date(2026, 11, 23): ()}


def test_without_hours_it_is_closed(tenant):
    found = opening(tenant, MONDAY_NOON)

    assert not found.is_open
    assert found.next_opening is None
