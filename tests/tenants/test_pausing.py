from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.audit.models import AuditEntry
from flowt.due.models import DueJob
from flowt.tenancy import public_schema, tenant_context
from tenants import selectors
from tenants.models import OrderProfile, Tenant
from tenants.pausing import begin_rush, end_rush, end_what_is_over, pause_ordering, resume_ordering
from tenants.trading import trading_of

ALL = ["delivery", "pickup", "table"]


@pytest.fixture
def shop(tenant):
    with public_schema():
        OrderProfile.objects.filter(tenant=tenant).update(is_enabled=True)
    selectors.forget()
    return tenant


def now_of(tenant, at=None):
    selectors.forget()
    return trading_of(Tenant.objects.get(pk=tenant.pk), at or timezone.now())


def timer(tenant):
    return DueJob.objects.filter(tenant_id=tenant.pk, kind="tenants.hold_ends").first()


def test_a_pause_is_said_and_ends_by_the_clock(shop):
    until = timezone.now() + timedelta(minutes=15)

    pause_ordering(shop, kinds=ALL, until=until, note="Já voltamos.", actor=None)

    found = now_of(shop)
    assert (found.is_paused, found.next_change) == (True, until)
    assert [(one.note, one.is_whole) for one in found.pauses] == [("Já voltamos.", True)]
    assert timer(shop).run_at == until
    assert now_of(shop, until).pauses == ()


def test_one_way_alone_may_be_paused_and_resumed(shop):
    until = timezone.now() + timedelta(minutes=15)
    pause_ordering(shop, kinds=["delivery"], until=until, actor=None)
    found = now_of(shop)
    assert (found.is_paused, found.paused_kinds) == (False, {"delivery"})

    resume_ordering(shop, kinds=["delivery", "pickup"], actor=None)

    assert now_of(shop).pauses == ()
    assert timer(shop) is None
    actions = AuditEntry.objects.filter(tenant_id=shop.pk, action__startswith="orders.")
    assert sorted(actions.values_list("action", flat=True)) == ["orders.pause", "orders.resume"]


def test_a_rush_adds_its_minutes_until_it_ends(shop):
    now = timezone.now()
    begin_rush(shop, kinds=ALL, minutes=20, until=now + timedelta(hours=1), actor=None)
    row = OrderProfile.objects.get(tenant=shop, kind="pickup")

    assert row.ready_minutes(now) == row.preparation_minutes + 20
    assert row.slot_rule(now).lead_minutes == row.lead_minutes + 20
    assert row.ready_minutes(now + timedelta(hours=1)) == row.preparation_minutes
    assert now_of(shop).rushes[0].minutes == 20
    end_rush(shop, kinds=ALL, actor=None)
    assert now_of(shop).rushes == ()


def test_what_is_over_is_cleared_once_and_the_next_waited_for(shop):
    now = timezone.now()
    with public_schema():
        rows = OrderProfile.objects.filter(tenant=shop)
        rows.filter(kind="pickup").update(paused_until=now, pause_note="x")
        rows.filter(kind="delivery").update(rush_until=now + timedelta(hours=1), rush_minutes=10)
    version = Tenant.objects.get(pk=shop.pk).version

    end_what_is_over(shop)
    end_what_is_over(shop)

    assert Tenant.objects.get(pk=shop.pk).version == version + 1
    row = OrderProfile.objects.get(tenant=shop, kind="pickup")
    assert (row.paused_until, row.pause_note) == (None, "")
    assert timer(shop).run_at == now + timedelta(hours=1)


def test_another_tenant_goes_on(shop, other_tenant):
    until = timezone.now() + timedelta(minutes=15)
    pause_ordering(shop, kinds=ALL, until=until, actor=None)

    with tenant_context(other_tenant):
        assert now_of(other_tenant).pauses == ()
