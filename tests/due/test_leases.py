"""What happens to a job that is moved, put off, or lost while somebody holds it."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from flowt import due
from flowt.due import claims, handlers, worker
from flowt.due.handlers import Lane
from flowt.due.models import DeadLetter, DueJob
from flowt.tenancy import tenant_context


@pytest.fixture
def tenant(trading_tenant):
    """Bound, and really committed: each transaction has its own now()."""
    DueJob.objects.all().delete()
    DeadLetter.objects.all().delete()
    with tenant_context(trading_tenant):
        yield trading_tenant
        DueJob.objects.all().delete()
        DeadLetter.objects.all().delete()


pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def handle():
    """Register a handler for the test alone: `handle("kind", function)`."""
    made = []

    def register(kind, function, *, is_atomic=True):
        handlers._handlers[kind] = handlers.Handler(function, is_atomic)
        made.append(kind)

    yield register
    for kind in made:
        del handlers._handlers[kind]


def hour_later():
    return timezone.now() + timedelta(hours=1)


def test_a_handler_may_schedule_itself_again(handle):
    handle("test.again", lambda ref: due.schedule("test.again", ref, run_at=hour_later()))
    due.schedule("test.again", "a")

    assert worker.run_pending() == 1

    job = DueJob.objects.get()
    assert (job.is_ready, job.attempt, job.lease_until) == (False, 0, None)


def test_one_moved_to_later_while_it_was_claimed_is_not_run_early(handle, tenant):
    heard = []
    handle("test.moved", heard.append)
    due.schedule("test.moved", "a")
    (lease,) = claims.claim()
    due.schedule("test.moved", "a", run_at=hour_later())

    assert not worker.run(lease, tenant)

    assert heard == []
    assert DueJob.objects.get(lease_until=None).run_at > timezone.now()


def test_what_is_scheduled_while_it_runs_runs_again(handle):
    heard = []

    def call(ref, lease):
        heard.append(ref)
        if len(heard) == 1:
            due.schedule("test.network", ref)

    handle("test.network", call, is_atomic=False)
    due.schedule("test.network", "a")

    worker.run_pending()

    assert heard == ["a", "a"]
    assert not DueJob.objects.exists()


def test_later_is_no_failure(handle):
    def not_yet(ref, lease):
        raise due.Later(30)

    handle("test.later", not_yet, is_atomic=False)
    due.schedule("test.later", "a")

    worker.run_pending()

    job = DueJob.objects.get()
    assert (job.attempt, job.last_error, job.is_ready) == (0, "", False)


def test_a_failure_among_quick_ones_undoes_nobody_else(handle, monkeypatch):
    heard = []

    def fail_on_two(ref):
        heard.append(ref)
        if ref == "2":
            raise ValueError

    handle("test.quick", fail_on_two)
    monkeypatch.setitem(worker._pace, "test.quick", 0.001)
    due.schedule_many("test.quick", ["1", "2", "3"])

    assert worker.run_pending() == 2

    assert [job.ref for job in DueJob.objects.all()] == ["2"]
    assert heard[-3:] == ["1", "2", "3"]  # each by itself, after all were undone


def test_what_kills_its_workers_is_buried(handle):
    handle("test.killer", lambda ref: None)
    due.schedule("test.killer", "a")
    past = timezone.now() - timedelta(seconds=1)
    DueJob.objects.update(attempt=claims.MAX_CRASHES, lease_until=past)

    claims.promote()

    assert not DueJob.objects.exists()
    assert DeadLetter.objects.get().ref == "a"


def test_a_call_written_in_the_wrong_lane_finds_its_own(handle):
    handle("test.call", lambda ref, lease: None, is_atomic=False)
    due.schedule("test.call", "a")
    DueJob.objects.update(lane=Lane.OURS)

    worker.run_pending(lanes=[Lane.OURS])
    job = DueJob.objects.get()
    assert (job.lane, job.attempt, job.lease_until) == (Lane.NETWORK, 0, None)

    worker.run_pending(lanes=[Lane.NETWORK])
    assert not DueJob.objects.exists()


def test_a_tenant_with_many_calls_under_way_waits_and_others_do_not(handle, other_tenant):
    handle("test.call", lambda ref, lease: None, is_atomic=False)
    due.schedule_many("test.call", [str(n) for n in range(claims.CALLS_A_TENANT + 1)])
    under_way = [claims.claim(1, lane=Lane.NETWORK) for _ in range(claims.CALLS_A_TENANT)]
    assert all(under_way)
    assert claims.claim(1, lane=Lane.NETWORK) == []

    with tenant_context(other_tenant):
        due.schedule("test.call", "b")

    assert [lease.ref for lease in claims.claim(1, lane=Lane.NETWORK)] == ["b"]


def test_one_job_waits_for_a_turn_of_a_heap_and_not_for_all_of_it(
    handle, other_tenant, monkeypatch
):
    ran = []
    handle("test.slow", lambda ref: (ran.append(ref), time.sleep(0.02)))
    monkeypatch.setattr(worker, "BATCH_SECONDS", 0.05)
    with tenant_context(other_tenant):  # its id comes first
        due.schedule_many("test.slow", [f"heap-{n}" for n in range(30)])
    due.schedule("test.slow", "one")

    worker.run_pending(seconds=0.01)  # one claim

    assert "one" in ran[:2]
    assert 2 <= len(ran) < 10


def test_a_tenant_that_had_no_turn_comes_first_in_the_next_claim(handle, other_tenant, monkeypatch):
    ran = []
    handle("test.slow", lambda ref: (ran.append(ref), time.sleep(0.01)))
    monkeypatch.setattr(worker, "BATCH_SECONDS", 0.001)
    monkeypatch.setitem(claims._after, Lane.OURS, -1)
    due.schedule_many("test.slow", ["ours", "ours again"])
    with tenant_context(other_tenant):
        due.schedule_many("test.slow", ["theirs", "theirs again"])

    for _ in range(2):  # one claim each
        worker.run_pending(seconds=0.005)

    assert {ref.partition(" ")[0] for ref in ran} == {"ours", "theirs"}


@pytest.mark.parametrize(("others", "most"), [(0, 64), (1, 32), (20, claims.SHARE)])
def test_a_claim_is_full_and_shared_with_whoever_else_has_work(handle, tenant, others, most):
    handle("test.much", lambda ref: None)
    due.schedule_many("test.much", [str(n) for n in range(100)])
    DueJob.objects.bulk_create(
        DueJob(tenant_id=tenant.pk + 1 + n, kind="test.much", ref=str(ref), run_at=timezone.now())
        for n in range(others)
        for ref in range(100)
    )

    held = [lease.tenant_id for lease in claims.claim()]

    assert len(held) == claims.JOBS_A_CLAIM
    assert max(map(held.count, held)) == most


def test_a_claim_goes_round_those_who_have_one_job_each(handle, tenant, monkeypatch):
    monkeypatch.setitem(claims._after, Lane.OURS, -1)
    ids = range(tenant.pk + 1, tenant.pk + 101)
    DueJob.objects.bulk_create(
        DueJob(tenant_id=n, kind="test.one", ref="a", run_at=timezone.now()) for n in ids
    )

    first, second = claims.claim(), claims.claim()

    assert [lease.tenant_id for lease in first + second] == list(ids)
