"""Events: written with the data, delivered to each listener at least once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from flowt import origin
from flowt.due import worker
from flowt.due.models import DueJob
from flowt.events import DomainEvent, bus, publish, subscribe
from flowt.events.delivery import requeue_undelivered
from flowt.events.models import Event
from flowt.tenancy import NoTenant, tenant_context


@dataclass(frozen=True, kw_only=True)
class BellRang(DomainEvent):
    name = "bell.rang"

    times: int


@pytest.fixture
def heard() -> Iterator[list[int]]:
    calls: list[int] = []

    @subscribe(BellRang)
    def listen(event: BellRang) -> None:
        calls.append(event.times)

    yield calls
    bus._subscribers.pop(BellRang.name)


def test_a_listener_hears_it_in_its_tenant(trading_tenant, heard):
    with tenant_context(trading_tenant):
        publish(BellRang(times=3))

    worker.run_pending()

    assert heard == [3]
    with tenant_context(trading_tenant):
        assert Event.objects.get().pending == []


def test_nothing_is_published_by_a_transaction_that_fails(trading_tenant, heard):
    with tenant_context(trading_tenant), pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(BellRang(times=3))
        raise ZeroDivisionError

    worker.run_pending()

    assert heard == []


def test_the_envelope_carries_the_journey(trading_tenant, heard):
    journey = origin.Origin(origin.uuid4(), source="web")
    with tenant_context(trading_tenant), origin.bound(journey):
        publish(BellRang(times=1))
        event = Event.objects.get()

    assert (event.type, event.payload) == ("bell.rang", {"times": 1})
    assert (event.correlation_id, event.source) == (journey.correlation_id, "web")
    assert event.tenant_id == trading_tenant.pk


def test_one_failing_listener_does_not_keep_another_from_hearing(trading_tenant, heard):
    @subscribe(BellRang)
    def break_down(event: BellRang) -> None:
        raise ValueError

    with tenant_context(trading_tenant):
        publish(BellRang(times=2))
    worker.run_pending()

    assert set(heard) == {2}  # perhaps again: quick deliveries share a transaction
    assert DueJob.objects.get(tenant_id=trading_tenant.pk).last_error == "ValueError: "


def test_lost_index_rows_are_rebuilt_from_the_events(trading_tenant, heard):
    with tenant_context(trading_tenant):
        publish(BellRang(times=5))
        Event.objects.update(occurred_at=timezone.now() - timedelta(minutes=10))
        DueJob.objects.filter(tenant_id=trading_tenant.pk).delete()

        assert requeue_undelivered() == 1
        assert requeue_undelivered() == 0
    worker.run_pending()

    assert heard == [5]


def test_outside_a_tenant_it_is_refused(db, heard):
    with pytest.raises(NoTenant):
        publish(BellRang(times=1))
