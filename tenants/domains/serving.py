"""The `Domain` rows behind proven claims: what the web answers on. Call within a transaction."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from flowt.audit.trail import record
from tenants.domains.models import DomainClaim
from tenants.errors import NoSuchDomain
from tenants.models import Domain, Tenant
from tenants.operations import touch_tenant


def lock_claims(domain: str) -> list[DomainClaim]:
    """Return every tenant's claim of `domain`, locked in one order until the commit."""
    claims = DomainClaim.objects.select_for_update(of=["self"]).select_related("tenant")
    return list(claims.filter(domain=domain).order_by("pk"))


def start(claim: DomainClaim, *, actor: Any) -> bool:
    """Serve the claim's host with this commit. False where the host is another's without claim."""
    tenant = claim.tenant
    row = Domain.objects.select_for_update().filter(domain=claim.domain).first()
    if row is not None and row.tenant_id != tenant.pk:
        return False
    if row is None:
        try:
            with transaction.atomic():
                row = Domain.objects.create(tenant=tenant, domain=claim.domain, is_primary=False)
        except IntegrityError:
            return False
    Domain.objects.filter(pk=row.pk).update(verified_at=timezone.now())
    after = {"domain": claim.domain}
    record("settings.domain_verify", claim, actor=actor, after=after, tenant_id=tenant.pk)
    if claim.was_primary:
        _move_primary(tenant, row)
    touch_tenant(tenant)
    return True


def stop(claim: DomainClaim) -> bool:
    """Serve the claim's host no more, with this commit. Returns whether it was the main one."""
    row = Domain.objects.filter(tenant=claim.tenant, domain=claim.domain).first()
    if row is None:
        return False
    was_primary: bool = row.is_primary
    row.delete()
    if was_primary:
        rest = Domain.objects.filter(tenant=claim.tenant, verified_at__isnull=False)
        if (heir := rest.order_by("pk").first()) is not None:
            _move_primary(claim.tenant, heir)
    touch_tenant(claim.tenant)
    return was_primary


def make_primary(tenant: Tenant, domain: str, *, actor: Any) -> None:
    """Raises NoSuchDomain unless `domain` is served for this tenant. A repeat changes nothing."""
    served = Domain.objects.filter(tenant=tenant, verified_at__isnull=False)
    row = served.filter(domain=domain).first()
    if row is None:
        raise NoSuchDomain(domain=domain)
    if row.is_primary:
        return
    before = served.filter(is_primary=True).values_list("domain", flat=True).first() or ""
    _move_primary(tenant, row)
    record(
        "settings.domain_primary",
        tenant,
        actor=actor,
        before={"domain": before},
        after={"domain": domain},
        tenant_id=tenant.pk,
    )
    touch_tenant(tenant)


def _move_primary(tenant: Tenant, row: Domain) -> None:
    """Rows are updated by themselves: django-tenants' own `save` rewrites the others, unlocked."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    Domain.objects.filter(tenant=tenant, is_primary=True).exclude(pk=row.pk).update(
        is_primary=False
    )
    Domain.objects.filter(pk=row.pk).update(is_primary=True)
