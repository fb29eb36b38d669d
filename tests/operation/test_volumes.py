"""What tenants amount to, added up without asking all of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.utils import timezone

from flowt import metrics
from flowt.events import DomainEvent, publish
from flowt.metrics import classes
from flowt.operation import capacity, volumes
from flowt.operation.models import Sample, TenantDay, TenantVolume
from flowt.tenancy import tenant_context
from tests.factories import make_order


@dataclass(frozen=True, kw_only=True)
class Placed(DomainEvent):
    name = "order.placed"


@dataclass(frozen=True, kw_only=True)
class Seen(DomainEvent):
    name = "qr.scanned"


@pytest.fixture
def trade(trading_tenant):
    """Place orders and publish events an hour ago; PostgreSQL tells its counts at once."""

    numbers = count(1)

    def make(orders, others=0, ago=timedelta(hours=1)):
        with tenant_context(trading_tenant), connection.cursor() as cursor:
            for _ in range(orders):
                make_order(number=next(numbers), placed_at=timezone.now() - ago)
            for event in [Placed()] * orders + [Seen()] * others:
                publish(event)
            cursor.execute(
                "UPDATE event SET occurred_at = %s WHERE occurred_at > now() - interval"
                " '2 minutes'",
                [timezone.now() - ago],
            )
            cursor.execute("SELECT pg_stat_force_next_flush()")
        connection.close()

    yield make
    TenantVolume.objects.filter(tenant_id=trading_tenant.pk).delete()
    TenantDay.objects.filter(tenant_id=trading_tenant.pk).delete()


def volume_of(tenant):
    volumes.refresh()
    return TenantVolume.objects.get(tenant_id=tenant.pk)


def test_orders_and_events_are_counted_once(trading_tenant, trade):
    trade(2, 3)
    assert (volume_of(trading_tenant).orders, volume_of(trading_tenant).events) == (2, 5)

    trade(1)
    found = volume_of(trading_tenant)

    assert (found.orders, found.orders_30_days, found.events) == (3, 3, 6)
    assert found.database_bytes > 100_000
    assert found.last_activity_at < timezone.now()


def test_a_quiet_tenant_is_not_visited_again(trading_tenant, trade):
    trade(1)
    volumes.refresh()

    assert trading_tenant.pk not in {tenant.pk for tenant, _ in volumes._changed()}


def test_what_is_a_minute_old_is_counted_later(trading_tenant, trade):
    trade(1, ago=timedelta(seconds=5))

    assert volume_of(trading_tenant).orders == 0
    assert trading_tenant.pk in {tenant.pk for tenant, _ in volumes._changed()}


def test_a_restored_tenant_is_counted_anew(trading_tenant, trade):
    trade(2)
    TenantVolume.objects.update_or_create(
        tenant_id=trading_tenant.pk, defaults={"last_order": 10_000, "orders": 99, "marker": -1}
    )

    assert volume_of(trading_tenant).orders == 2


def test_only_so_many_are_visited_at_once(trading_tenant, trade):
    trade(1)

    assert volumes.refresh(at_once=0) == 0


def test_a_large_tenant_is_told_to_all(trading_tenant, trade, settings):
    settings.FLOWT_DEMO = False
    trade(1)
    volumes.refresh()
    TenantDay.objects.filter(tenant_id=trading_tenant.pk).update(orders=1_500)

    volumes.refresh_month()
    classes.refresh()

    assert TenantVolume.objects.get(tenant_id=trading_tenant.pk).orders_30_days == 1_500
    assert metrics.class_of(trading_tenant) == "large"
    classes.share(set())
    classes.refresh()


def test_who_is_gone_is_forgotten(db):
    TenantVolume.objects.create(tenant_id=987_654)

    volumes.refresh_month()

    assert not TenantVolume.objects.filter(tenant_id=987_654).exists()


def test_a_sample_is_taken_once_an_hour(db):
    now = datetime(2026, 11, 22, 7, 10, tzinfo=UTC)

    assert capacity.take_sample(now)
    assert not capacity.take_sample(now + timedelta(minutes=40))
    assert capacity.take_sample(now + timedelta(hours=1))

    sample = Sample.objects.earliest("at")
    assert sample.database_bytes > 1_000_000
    assert sample.disk_free_bytes <= sample.disk_total_bytes
    assert sample.redis_bytes > 0


def fill_disk(now, hours, a_day):
    for back in range(hours):
        free = 100_000 + int(a_day / 24 * back)
        Sample.objects.create(
            at=now - timedelta(hours=back), disk_free_bytes=free, disk_total_bytes=10**9
        )


def test_the_disk_that_fills_has_a_date(db):
    now = datetime(2026, 11, 22, 7, tzinfo=UTC)
    fill_disk(now, 48, 10_000)

    assert capacity.full_on(now) - now == pytest.approx(
        timedelta(days=10), abs=timedelta(minutes=1)
    )


@pytest.mark.parametrize(("hours", "a_day"), [(10, 10_000), (48, 0), (48, -5_000), (48, 10)])
def test_without_a_trend_there_is_no_date(db, hours, a_day):
    now = datetime(2026, 11, 22, 7, tzinfo=UTC)
    fill_disk(now, hours, a_day)

    assert capacity.full_on(now) is None
