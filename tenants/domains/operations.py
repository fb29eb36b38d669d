"""Claiming a host, settling what DNS said of it, choosing the main one, giving it back."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from flowt.audit.trail import record
from flowt.tenancy import public_schema
from tenants.domains import lookup, serving
from tenants.domains.lookup import Answer
from tenants.domains.models import DomainClaim
from tenants.errors import CheckedJustNow, DomainAlreadyYours, TooManyDomains
from tenants.models import Tenant

Status, Problem = DomainClaim.Status, DomainClaim.Problem
AGAIN = timedelta(seconds=10)  # between two checks asked for by hand
EAGERLY, WORRIED, CALMLY = timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)
HOPE = timedelta(days=30)  # so long a paused host is still looked at


def claim_domain(tenant: Tenant, *, domain: str, actor: Any) -> DomainClaim:
    """Note that `tenant` says `domain` (already cleaned) is theirs. Nothing is served yet.

    Raises DomainAlreadyYours and TooManyDomains. Others' claims of it are no obstacle.
    """
    with public_schema(), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        claims = DomainClaim.objects.filter(tenant=tenant)
        if claims.filter(domain=domain).exists():
            raise DomainAlreadyYours(domain=domain)
        if claims.count() >= DomainClaim.MOST:
            raise TooManyDomains(most=DomainClaim.MOST)
        claim = DomainClaim.objects.create(
            tenant=tenant,
            domain=domain,
            token=secrets.token_urlsafe(32),
            next_check_at=timezone.now() + EAGERLY,
        )
        after = {"domain": domain}
        record("settings.domain_claim", claim, actor=actor, after=after, tenant_id=tenant.pk)
    return claim


def check_domain(claim: DomainClaim, *, actor: Any) -> DomainClaim | None:
    """Ask DNS now, and act on it. Talks to the network, outside any transaction of its own.

    Returns the claim as it stands, None if it was given back meanwhile. Raises CheckedJustNow.
    """
    now = timezone.now()
    free = DomainClaim.objects.filter(pk=claim.pk)
    with public_schema():
        asked = free.exclude(checked_at__gt=now - AGAIN).update(checked_at=now)
    if not asked:
        raise CheckedJustNow
    return settle(claim.pk, lookup.ask(claim.record_name), actor=actor)


def check_due(*, limit: int = 200) -> int:
    """Check the claims whose time has come. Two that run at once take different ones."""
    with public_schema():
        due = _take_due(limit)
        answers = lookup.ask_many(claim.record_name for claim in due)
        for claim, answer in zip(due, answers, strict=True):
            settle(claim.pk, answer, actor=None)
    return len(due)


def settle(pk: int, answer: Answer, *, actor: Any) -> DomainClaim | None:
    """Write what an answer means for a claim and, where it is the proof, for its rivals.

    A repeat changes nothing but the time of the check. Returns None if the claim is gone.
    """
    with public_schema(), transaction.atomic():
        domain = DomainClaim.objects.filter(pk=pk).values_list("domain", flat=True).first()
        rivals = serving.lock_claims(domain) if domain else []
        claim = next((one for one in rivals if one.pk == pk), None)
        if claim is None:
            return None
        claim.checked_at = timezone.now()
        if answer.texts is None:
            _could_not_ask(claim)
        elif claim.record_value in answer.texts:
            _proven(claim, rivals, answer.texts, actor)
        else:
            _not_proven(claim, answer.texts)
        claim.next_check_at = _next_check(claim)
        claim.save()
    return claim


def choose_primary(tenant: Tenant, *, domain: str, actor: Any) -> None:
    """Make a served host of the tenant the one that links, codes and messages carry."""
    with public_schema(), transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        serving.make_primary(tenant, domain, actor=actor)


def give_back(claim: DomainClaim, *, actor: Any) -> None:
    """Remove a claim and stop serving its host with this commit. A repeat changes nothing."""
    with public_schema(), transaction.atomic():
        held = {one.pk: one for one in serving.lock_claims(claim.domain)}
        found = held.get(claim.pk)
        if found is None:
            return
        if found.status == Status.ACTIVE:
            serving.stop(found)
        before = {"domain": found.domain, "status": found.status}
        record(
            "settings.domain_remove", found, actor=actor, before=before, tenant_id=found.tenant_id
        )
        found.delete()


def _take_due(limit: int) -> list[DomainClaim]:
    """Claim the checks themselves: the next one is put off before the first is made."""
    now = timezone.now()
    with transaction.atomic():
        due = list(
            DomainClaim.objects.select_for_update(skip_locked=True)
            .filter(next_check_at__lte=now)
            .order_by("next_check_at")[:limit]
        )
        ids = [claim.pk for claim in due]
        DomainClaim.objects.filter(pk__in=ids).update(next_check_at=now + EAGERLY)
    return due


def _proven(
    claim: DomainClaim, rivals: list[DomainClaim], texts: frozenset[str], actor: Any
) -> None:
    """Serve the host, unless another has it whose record is still there as well."""
    holder = next((one for one in rivals if one.status == Status.ACTIVE and one is not claim), None)
    if holder is not None and holder.record_value in texts:
        claim.problem = Problem.TAKEN
        return
    if holder is not None:
        _pause(holder, Problem.MISSING)
        holder.save()
    if claim.status != Status.ACTIVE and not serving.start(claim, actor=actor):
        claim.problem = Problem.TAKEN
        return
    claim.status, claim.problem, claim.misses = Status.ACTIVE, Problem.NONE, 0
    claim.proven_at, claim.was_primary = claim.checked_at, False


def _not_proven(claim: DomainClaim, texts: frozenset[str]) -> None:
    claim.problem = Problem.WRONG if texts else Problem.MISSING
    if claim.status != Status.ACTIVE:
        return
    claim.misses += 1
    if claim.misses >= DomainClaim.MISSES:
        _pause(claim, claim.problem)


def _could_not_ask(claim: DomainClaim) -> None:
    """No answer is no proof that the record is gone; but not for weeks."""
    claim.problem = Problem.UNKNOWN
    if claim.status != Status.ACTIVE or claim.proven_at is None:
        return
    if claim.checked_at and claim.checked_at - claim.proven_at > DomainClaim.SILENCE:
        _pause(claim, Problem.UNKNOWN)


def _pause(claim: DomainClaim, problem: str) -> None:
    claim.was_primary = serving.stop(claim)
    claim.status, claim.problem, claim.misses = Status.SUSPENDED, problem, 0
    record(
        "settings.domain_pause",
        claim,
        actor=None,
        before={"status": Status.ACTIVE.value},
        after={"status": Status.SUSPENDED.value, "problem": str(problem)},
        tenant_id=claim.tenant_id,
    )


def _next_check(claim: DomainClaim) -> Any:
    now = timezone.now()
    if claim.status == Status.ACTIVE:
        return now + (WORRIED if claim.problem else CALMLY)
    if claim.status == Status.SUSPENDED:
        return now + WORRIED if now - (claim.proven_at or now) < HOPE else None
    return now + EAGERLY if now - claim.created_at < DomainClaim.EAGER else None
