"""One host, two tenants: who proves it has it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.celery import app
from tenants import tasks
from tenants.domains import operations
from tenants.domains.models import DomainClaim
from tenants.models import Domain
from tests.tenants.domains.conftest import HOST, check, prove, served_at

Status, Problem = DomainClaim.Status, DomainClaim.Problem
HOST_RECORD = f"_flowt.{HOST}"


@pytest.fixture
def rival(other_tenant, dns) -> DomainClaim:
    return operations.claim_domain(other_tenant, domain=HOST, actor=None)


def test_an_unproven_claim_blocks_nobody(tenant, rival, claim, dns):
    check(rival)

    assert prove(dns, claim).status == Status.ACTIVE
    assert served_at(HOST) == tenant


def test_anothers_token_proves_nothing(claim, rival, dns):
    dns.say(claim.record_name, rival.record_value)

    assert check(claim).status == Status.PENDING
    assert served_at(HOST) is None


def test_who_has_it_keeps_it_while_the_proof_stands(tenant, claim, rival, dns):
    prove(dns, claim)
    dns.say(HOST_RECORD, claim.record_value, rival.record_value)

    found = check(rival)

    assert (found.status, found.problem) == (Status.PENDING, Problem.TAKEN)
    assert served_at(HOST) == tenant


def test_who_proves_it_alone_takes_it_at_once(other_tenant, claim, rival, dns):
    prove(dns, claim)

    assert prove(dns, rival).status == Status.ACTIVE

    claim.refresh_from_db()
    assert claim.status == Status.SUSPENDED
    assert served_at(HOST) == other_tenant


def test_a_host_of_another_without_a_claim_is_not_taken(other_tenant, claim, dns):
    Domain.objects.create(tenant=other_tenant, domain=HOST, is_primary=False, verified_at=None)

    found = prove(dns, claim)

    assert (found.status, found.problem) == (Status.PENDING, Problem.TAKEN)


def test_the_clock_checks_whose_time_has_come_and_only_them(claim, rival, dns):
    DomainClaim.objects.filter(pk=claim.pk).update(next_check_at=timezone.now())
    dns.say(claim.record_name, claim.record_value)

    assert operations.check_due() == 1
    assert operations.check_due() == 0

    claim.refresh_from_db()
    rival.refresh_from_db()
    assert (claim.status, rival.checked_at) == (Status.ACTIVE, None)


def test_two_beats_check_once_a_minute(noon, claim, dns):
    DomainClaim.objects.update(next_check_at=timezone.now())

    tasks.check_domains()
    DomainClaim.objects.update(next_check_at=timezone.now())
    tasks.check_domains()

    assert dns.asked[claim.record_name] == 1
    assert app.conf.beat_schedule["check-domains"]["task"] == tasks.check_domains.name


def test_a_claim_that_never_comes_true_is_left_alone_after_days(claim, dns):
    old = timezone.now() - DomainClaim.EAGER - timedelta(hours=1)
    DomainClaim.objects.filter(pk=claim.pk).update(created_at=old, next_check_at=timezone.now())

    operations.check_due()

    claim.refresh_from_db()
    assert claim.next_check_at is None
