"""The summary of the day."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from flowt.due.models import DueJob
from messaging import summary
from messaging.models import Message, SummaryReader
from messaging.operations.settings import read_summary
from tenants.models import OpeningRange
from tenants.operations import touch_tenant
from tests.factories import make_order

ZONE = ZoneInfo("America/Sao_Paulo")
DAY = date(2026, 3, 4)  # a Wednesday


@pytest.fixture
def reader(client_as, tenant):
    user = client_as("owner").user
    read_summary(wants=True, wants_empty_days=False, actor=user)
    return user


def at(hour, day=DAY):
    return datetime.combine(day, time(hour), ZONE)


def open_until(tenant, opens, closes):
    OpeningRange.objects.filter(tenant=tenant).delete()
    OpeningRange.objects.create(tenant=tenant, weekday=2, opens=time(opens), closes=time(closes))
    touch_tenant(tenant)


@pytest.mark.parametrize(
    ("opens", "closes", "ends"),
    [(9, 18, at(22)), (18, 23, at(23)), (18, 2, at(2, DAY + timedelta(days=1)))],
)
def test_a_day_ends_when_it_closes(tenant, opens, closes, ends):
    open_until(tenant, opens, closes)

    assert summary.moment_of(tenant, DAY) == ends


def test_it_counts_since_the_day_before_was_over(tenant):
    make_order(number=1, total="10.00", placed_at=at(21, DAY - timedelta(days=1)))
    make_order(number=2, total="30.00", placed_at=at(23, DAY - timedelta(days=1)))
    make_order(number=3, total="50.00", placed_at=at(12), paid=Decimal(50))
    make_order(number=4, total="70.00", placed_at=at(13), status="cancelled")
    make_order(number=5, total="90.00", placed_at=at(22))

    day = summary.count(tenant, DAY)

    assert (day.orders, day.revenue, day.average) == (2, Decimal(80), Decimal(40))
    assert (day.lost, day.unpaid, day.best) == (1, Decimal(30), [("Prato 1", 2)])


def last_day(tenant):
    """The one that was over within the last 24 hours."""
    return summary.next_moment(tenant, timezone.now() - timedelta(hours=24))[0]


def test_each_reader_gets_one_and_the_next_is_planned(tenant, reader):
    on = last_day(tenant)
    make_order(placed_at=summary.moment_of(tenant, on) - timedelta(hours=1))
    DueJob.objects.all().delete()
    for _again in range(2):
        summary.send(on.isoformat())

    assert Message.objects.get().to_email == reader.email
    assert "1 pedido," in Message.objects.get().content["subject"]
    assert DueJob.objects.get(kind=summary.KIND).run_at > datetime.now(ZONE)


def test_nothing_on_a_day_without_orders_unless_asked(tenant, reader):
    summary.send(last_day(tenant).isoformat())
    assert not Message.objects.exists()

    read_summary(wants=True, wants_empty_days=True, actor=reader)
    summary.send(last_day(tenant).isoformat())
    assert Message.objects.count() == 1


def test_whoever_left_the_team_gets_none(tenant, reader):
    SummaryReader.objects.update(wants_empty_days=True)
    reader.memberships.update(is_active=False)

    summary.send(last_day(tenant).isoformat())

    assert not Message.objects.exists()
