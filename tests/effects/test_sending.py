"""One effect through the queue to a provider that fails in every way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.due import claims, worker
from flowt.due.handlers import Lane
from flowt.due.models import DueJob
from flowt.effects import selectors, sending
from flowt.effects.models import Effect
from flowt.effects.operations import confirm_effect, request_effect
from tests.effects.conftest import Plain

pytestmark = pytest.mark.usefixtures("tenant")


def ask(kind="test.plain", **payload):
    return request_effect(kind, key="order-1", payload={"to": "+5531988887777", **payload})


def run(effect):
    """Let workers run what waits, whatever its time, and return the row as it is then."""
    DueJob.objects.update(run_at=timezone.now(), is_ready=True)
    worker.run_pending()
    effect.refresh_from_db()
    return effect


def accepts(provider, effect):
    return provider.journal.counts().get(str(effect.reference), 0)


def test_is_sent_once_and_told(provider):
    effect = run(ask())

    assert (effect.status, effect.provider_id, effect.attempts) == ("accepted", "sim-1", 1)
    assert Plain.heard == [("order-1", "accepted")]
    assert not DueJob.objects.exists()


def test_a_repeat_of_its_cause_finds_the_first(provider):
    first, second = ask(), ask()

    run(first)

    assert first.pk == second.pk
    assert accepts(provider, first) == 1


def test_what_is_personal_is_not_readable_in_the_database(provider, tenant):
    from django.db import connection

    ask()

    with connection.cursor() as cursor:
        cursor.execute("SELECT effect::text FROM effect")
        assert "988887777" not in cursor.fetchone()[0]


def test_a_cut_answer_is_unknown_and_never_sent_again(provider, behave):
    behave(cut=1)
    effect = run(ask())
    behave()
    run(effect)

    assert effect.status == "unknown"
    assert accepts(provider, effect) == 1
    assert list(selectors.unsettled_effects()) == [effect]


def test_its_webhook_tells_what_became_of_an_unknown(provider, behave):
    behave(cut=1)
    effect = run(ask())

    for _ in range(2):
        confirm_effect(effect.reference, is_accepted=True, provider_id="sim-1")

    effect.refresh_from_db()
    assert (effect.status, effect.provider_id) == ("accepted", "sim-1")
    assert Plain.heard == [("order-1", "unknown"), ("order-1", "accepted")]


def test_a_transactional_one_is_sent_once_more_and_flagged(provider, behave):
    behave(cut_before=1)
    effect = run(ask("test.transactional"))
    assert (effect.status, DueJob.objects.count()) == ("unknown", 1)

    behave()
    assert run(effect).status == "unknown"  # not before the webhook had its time
    Effect.objects.update(settled_at=timezone.now() - timedelta(seconds=301))
    run(effect)

    assert (effect.status, effect.is_resent) == ("accepted", True)
    assert accepts(provider, effect) == 1


def test_a_transactional_one_is_not_sent_a_third_time(provider, behave):
    behave(cut=1)
    effect = run(ask("test.transactional"))
    for _ in range(3):
        Effect.objects.update(settled_at=timezone.now() - timedelta(seconds=301))
        run(effect)

    assert (effect.status, effect.is_resent) == ("unknown", True)
    assert accepts(provider, effect) == 2
    assert not DueJob.objects.exists()


def test_a_key_makes_a_cut_answer_harmless(provider, behave):
    behave(cut=1)
    effect = run(ask("test.keyed"))
    assert effect.status == "queued"

    behave()
    run(effect)

    assert (effect.status, effect.attempts) == ("accepted", 2)
    assert accepts(provider, effect) == 1


def test_with_a_key_what_stays_doubtful_is_unknown_in_the_end(provider, behave):
    behave(fail_after=1)
    effect = ask("test.keyed")
    for _ in range(3):
        run(effect)

    assert (effect.status, accepts(provider, effect)) == ("unknown", 1)


def test_turned_away_it_comes_back_when_it_is_told_to(provider, behave):
    behave(busy=1)
    began = timezone.now()
    effect = run(ask())
    until = DueJob.objects.get().run_at

    assert (effect.status, effect.is_doubtful) == ("queued", False)
    assert began + timedelta(seconds=0.5) < until < timezone.now() + timedelta(seconds=3)
    behave()
    assert run(effect).status == "accepted"


def test_a_refusal_is_final(provider, behave):
    behave(refuse=1)
    effect = run(ask())

    assert (effect.status, accepts(provider, effect)) == ("failed", 0)
    assert not DueJob.objects.exists()


def test_what_may_not_leave_does_not(provider):
    effect = run(ask(opted_out=True))

    assert (effect.status, effect.error) == ("failed", "opted_out")
    assert accepts(provider, effect) == 0


def test_a_worker_that_died_between_leaves_it_unknown(provider):
    effect = ask()
    Effect.objects.update(status="sending", attempts=1)

    run(effect)

    assert (effect.status, effect.error) == ("unknown", sending.CUT_OFF)
    assert accepts(provider, effect) == 0


def test_a_worker_that_stood_still_before_the_call_does_not_call(provider):
    effect = ask()
    (lease,) = claims.claim(lane=Lane.NETWORK)
    lease.hold.until = 0

    with pytest.raises(sending.due.LeaseLost):
        sending.send(effect.pk, lease)

    assert accepts(provider, effect) == 0


def lose_lease_while_calling(monkeypatch):
    """Another worker takes the job over, as after a stall, before the answer is noted."""
    send = Plain.send

    def stalled(self, one):
        DueJob.objects.update(lease_token=99)
        Effect.objects.update(status="unknown")
        return send(self, one)

    monkeypatch.setattr(Plain, "send", stalled)


def test_a_success_after_a_stall_is_kept(provider, monkeypatch):
    lose_lease_while_calling(monkeypatch)

    assert run(ask()).status == "accepted"
    assert DueJob.objects.get().lease_token == 99  # the job is left to who holds it


def test_a_failure_after_a_stall_changes_nothing(provider, behave, monkeypatch):
    lose_lease_while_calling(monkeypatch)
    behave(refuse=1)

    assert run(ask()).status == "unknown"


def test_a_late_failure_never_overwrites_a_success(provider):
    effect = run(ask())

    confirm_effect(effect.reference, is_accepted=False, error="bounced")

    effect.refresh_from_db()
    assert (effect.status, effect.error) == ("accepted", "")
    assert effect.confirmed_at


def test_a_webhook_of_somebody_elses_is_not_ours(provider):
    assert confirm_effect("00000000-0000-4000-8000-000000000000", is_accepted=True) is None
