"""Due work on a real database, with real commits."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from flowt import due
from flowt.due import claims, handlers, worker
from flowt.due.models import DeadLetter, DueJob
from flowt.tenancy import tenant_context


@pytest.fixture
def heard(trading_tenant):
    """What a handler of kind `test` was called with."""
    calls = []
    handlers._handlers["test"] = handlers.Handler(calls.append, is_atomic=True)
    yield calls
    del handlers._handlers["test"]


def jobs_of(tenant):
    return DueJob.objects.filter(tenant_id=tenant.pk)


def test_runs_once_after_the_commit(trading_tenant, heard):
    with tenant_context(trading_tenant):
        due.schedule("test", "a")
        due.schedule("test", "a")

    worker.run_pending()

    assert heard == ["a"]
    assert not jobs_of(trading_tenant).exists()


def test_a_rolled_back_transaction_schedules_nothing(trading_tenant, heard):
    with tenant_context(trading_tenant), pytest.raises(ZeroDivisionError), transaction.atomic():
        due.schedule("test", "a")
        raise ZeroDivisionError

    worker.run_pending()

    assert heard == []


def test_a_timer_never_fires_early(trading_tenant, heard):
    with tenant_context(trading_tenant):
        due.schedule("test", "later", run_at=timezone.now() + timedelta(hours=1))

    worker.run_pending()
    assert heard == []

    jobs_of(trading_tenant).update(run_at=timezone.now())
    worker.run_pending()
    assert heard == ["later"]


def test_a_failure_is_tried_again_and_dies_in_the_end(trading_tenant, heard):
    def fail(ref):
        raise ValueError(ref)

    handlers._handlers["test"] = handlers.Handler(fail, is_atomic=True)
    with tenant_context(trading_tenant):
        due.schedule("test", "bad")

    for _ in range(claims.MAX_ATTEMPTS):
        jobs_of(trading_tenant).update(run_at=timezone.now())
        worker.run_pending()

    assert not jobs_of(trading_tenant).exists()
    dead = DeadLetter.objects.get(tenant_id=trading_tenant.pk)
    assert (dead.attempt, dead.last_error) == (claims.MAX_ATTEMPTS, "ValueError: bad")
    dead.delete()


def test_a_failed_handler_leaves_no_writes(trading_tenant, heard):
    def write_then_fail(ref):
        due.schedule("test", "written")
        raise ValueError

    handlers._handlers["test"] = handlers.Handler(write_then_fail, is_atomic=True)
    with tenant_context(trading_tenant):
        due.schedule("test", "bad")

    worker.run_pending()

    assert list(jobs_of(trading_tenant).values_list("ref", flat=True)) == ["bad"]


def test_an_old_token_writes_nothing(trading_tenant, heard):
    with tenant_context(trading_tenant):
        due.schedule("test", "a")
        (old,) = [lease for lease in claims.claim() if lease.tenant_id == trading_tenant.pk]
        jobs_of(trading_tenant).update(lease_until=timezone.now() - timedelta(seconds=1))
        claims.promote()
        (new,) = [lease for lease in claims.claim() if lease.tenant_id == trading_tenant.pk]

    assert not worker.run(old, trading_tenant)
    assert heard == []
    assert worker.run(new, trading_tenant)
    assert heard == ["a"]


def test_many_workers_run_each_job_once(trading_tenant, heard):
    with tenant_context(trading_tenant):
        due.schedule_many("test", [str(number) for number in range(200)])

    def work():
        worker.run_pending(seconds=300)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(heard, key=int) == [str(number) for number in range(200)]


def test_a_suspended_tenants_work_waits(trading_tenant, heard):
    from tenants.operations import reactivate_tenant, suspend_tenant

    with tenant_context(trading_tenant):
        due.schedule("test", "a")
    suspend_tenant(trading_tenant, reason="test")
    worker.run_pending()
    assert heard == []

    reactivate_tenant(trading_tenant)
    jobs_of(trading_tenant).update(run_at=timezone.now())
    worker.run_pending()
    assert heard == ["a"]
