"""What a person decides, what a restore parks, what the sweep finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt import parking
from flowt.audit.models import AuditEntry
from flowt.due.models import DueJob
from flowt.effects.due import requeue_open
from flowt.effects.errors import NotRepeatable, NotUndecided
from flowt.effects.models import Effect
from flowt.effects.operations import request_effect, retry_effect, settle_effect
from flowt.effects.selectors import count_by_status
from tests.effects.test_sending import accepts, ask, run

pytestmark = pytest.mark.usefixtures("tenant")


def make_unknown():
    effect = ask()
    Effect.objects.update(status="unknown", is_doubtful=True)
    DueJob.objects.all().delete()
    return effect


def test_a_person_settles_what_is_unknown(provider):
    effect = settle_effect(make_unknown(), status="accepted", note="seen on the phone", actor=None)

    assert (effect.status, effect.error) == ("accepted", "seen on the phone")
    entry = AuditEntry.objects.get(action="effect.settle")
    assert (entry.before["status"], entry.after["status"]) == ("unknown", "accepted")


def test_what_is_known_cannot_be_settled(provider):
    effect = run(ask())

    with pytest.raises(NotUndecided):
        settle_effect(effect, status="failed", actor=None)


def test_a_person_sends_it_again_and_it_is_flagged(provider):
    effect = run(retry_effect(make_unknown(), actor=None))

    assert (effect.status, effect.is_resent) == ("accepted", True)
    assert accepts(provider, effect) == 1
    assert AuditEntry.objects.filter(action="effect.retry").count() == 1


def test_what_was_accepted_is_not_sent_again(provider):
    effect = run(ask())

    with pytest.raises(NotRepeatable):
        retry_effect(effect, actor=None)
    assert accepts(provider, effect) == 1


def test_of_a_restored_tenant_nothing_leaves_until_released(provider, tenant):
    effect = ask()
    parking.park_tenant(tenant)
    assert run(effect).status == "parked"

    parking.release(tenant)

    assert run(effect).status == "accepted"
    assert effect.is_resent


def test_what_is_discarded_never_leaves(provider, tenant):
    effect = ask()
    parking.park_tenant(tenant)

    parking.discard(tenant)

    assert (run(effect).status, accepts(provider, effect)) == ("failed", 0)


def test_the_sweep_finds_what_lost_its_job(provider):
    effect = ask()
    DueJob.objects.all().delete()
    assert requeue_open() == 0  # too young to be called lost

    Effect.objects.update(created_at=timezone.now() - timedelta(minutes=6))

    assert (requeue_open(), requeue_open()) == (1, 0)
    assert run(effect).status == "accepted"


def test_an_unknown_kind_is_refused_at_once(provider):
    with pytest.raises(KeyError):
        request_effect("nobody.knows", key="1", payload={})


def test_counts_by_status(provider):
    make_unknown()

    assert count_by_status() == {"unknown": 1}
