"""Claims: proven, lost, taken over, given back; and what is served meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.audit.models import AuditEntry
from tenants.domains import lookup, operations
from tenants.domains.models import DomainClaim
from tenants.errors import CheckedJustNow, DomainAlreadyYours, NoSuchDomain, TooManyDomains
from tenants.selectors import public_url
from tests.tenants.domains.conftest import HOST, check, prove, served_at

Status, Problem = DomainClaim.Status, DomainClaim.Problem


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_claim_serves_nothing(claim):
    assert served_at(HOST) is None
    assert claim.status == Status.PENDING


def test_the_proof_serves_the_exact_host(tenant, claim, dns):
    found = prove(dns, claim)

    assert (found.status, found.problem) == (Status.ACTIVE, "")
    assert served_at(HOST) == tenant
    for other in ("cantina.com.br", f"www.{HOST}", f"x{HOST}", f"{HOST}.br", "pedidos.cantina.com"):
        assert served_at(other) is None
    assert actions()[-2:] == ["settings.domain_claim", "settings.domain_verify"]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([], Problem.MISSING),
        (["v=spf1 -all"], Problem.WRONG),
        (["flowt-verification="], Problem.WRONG),
        (["{value}x"], Problem.WRONG),
        (["x{value}"], Problem.WRONG),
        (["{VALUE}"], Problem.WRONG),
    ],
)
def test_anything_else_is_no_proof(claim, dns, texts, problem):
    value = claim.record_value
    dns.say(
        claim.record_name,
        *(t.replace("{value}", value).replace("{VALUE}", value.upper()) for t in texts),
    )

    found = check(claim)

    assert (found.status, found.problem) == (Status.PENDING, problem)
    assert served_at(HOST) is None


def test_the_record_may_stand_among_others(tenant, claim, dns):
    dns.say(claim.record_name, "v=spf1 -all", claim.record_value, "google-site=1")

    assert check(claim).status == Status.ACTIVE


def test_a_proof_at_the_parent_or_the_host_itself_does_not_count(claim, dns):
    dns.say(HOST, claim.record_value)
    dns.say("_flowt.cantina.com.br", claim.record_value)

    assert check(claim).problem == Problem.MISSING


def test_a_proof_that_is_gone_is_borne_twice_then_pauses(tenant, claim, dns):
    prove(dns, claim)
    dns.forget(claim.record_name)

    assert [check(claim).status for _ in range(2)] == [Status.ACTIVE, Status.ACTIVE]
    assert served_at(HOST) == tenant
    assert check(claim).status == Status.SUSPENDED
    assert served_at(HOST) is None
    assert actions()[-1] == "settings.domain_pause"


def test_misses_are_counted_in_a_row(claim, dns):
    prove(dns, claim)
    for _ in range(3):
        dns.forget(claim.record_name)
        check(claim)
        check(claim)

        assert prove(dns, claim).misses == 0


def test_no_answer_is_no_miss_but_not_for_weeks(tenant, claim, dns):
    prove(dns, claim)
    dns.say(claim.record_name, trouble="servfail")

    for _ in range(4):
        assert (found := check(claim)).status == Status.ACTIVE
    assert found.problem == Problem.UNKNOWN
    long_ago = timezone.now() - DomainClaim.SILENCE - timedelta(hours=1)
    DomainClaim.objects.filter(pk=claim.pk).update(proven_at=long_ago)
    assert check(claim).status == Status.SUSPENDED
    assert served_at(HOST) is None


def test_a_paused_address_works_again_and_is_main_again(tenant, claim, dns):
    prove(dns, claim)
    operations.choose_primary(tenant, domain=HOST, actor=None)
    dns.forget(claim.record_name)
    for _ in range(3):
        check(claim)
    tenant.refresh_from_db()
    assert "primeira.localhost" in public_url(tenant, "/")

    prove(dns, claim)

    tenant.refresh_from_db()
    assert HOST in public_url(tenant, "/")


def test_giving_back_ends_it_at_once_also_for_who_keeps_it_in_memory(tenant, claim, dns):
    prove(dns, claim)
    assert served_at(HOST) == tenant
    before = actions().count("settings.domain_remove")

    operations.give_back(claim, actor=None)
    operations.give_back(claim, actor=None)

    assert served_at(HOST) is None
    assert actions().count("settings.domain_remove") == before + 1


def test_an_answer_that_comes_after_it_was_given_back_does_nothing(claim, dns):
    operations.give_back(claim, actor=None)

    answer = lookup.Answer(frozenset({claim.record_value}))

    assert operations.settle(claim.pk, answer, actor=None) is None
    assert served_at(HOST) is None


def test_a_new_claim_has_another_token(tenant, claim):
    operations.give_back(claim, actor=None)

    again = operations.claim_domain(tenant, domain=HOST, actor=None)

    assert again.token != claim.token


def test_the_main_address_is_in_links(tenant, claim, dns):
    prove(dns, claim)
    with pytest.raises(NoSuchDomain):
        operations.choose_primary(tenant, domain="segunda.localhost", actor=None)

    operations.choose_primary(tenant, domain=HOST, actor=None)

    tenant.refresh_from_db()
    assert public_url(tenant, "/cardapio/").startswith(f"http://{HOST}:")
    assert tenant.domains.filter(is_primary=True).count() == 1


def test_one_claim_of_a_name_and_ten_of_a_tenant(tenant, claim):
    with pytest.raises(DomainAlreadyYours):
        operations.claim_domain(tenant, domain=HOST, actor=None)
    for number in range(9):
        operations.claim_domain(tenant, domain=f"a{number}.com.br", actor=None)
    with pytest.raises(TooManyDomains):
        operations.claim_domain(tenant, domain="a10.com.br", actor=None)


def test_checks_by_hand_are_ten_seconds_apart(claim, dns):
    operations.check_domain(claim, actor=None)

    with pytest.raises(CheckedJustNow):
        operations.check_domain(claim, actor=None)
    assert dns.asked[claim.record_name] == 1
