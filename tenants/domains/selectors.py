"""What the settings and the global console show of a tenant's hosts."""

from dataclasses import dataclass

from tenants.domains.models import DomainClaim
from tenants.domains.names import readable
from tenants.models import Domain, Tenant


@dataclass(frozen=True)
class Address:
    """A host of a tenant: of the platform (no claim), or of its own. `status` as in DomainClaim."""

    host: str
    status: str
    is_primary: bool
    claim: DomainClaim | None = None

    @property
    def readable(self) -> str:
        return readable(self.host)


def addresses_of(tenant: Tenant) -> list[Address]:
    """Return the hosts that lead to the tenant, the main one first, then those that do not yet."""
    claims = {claim.domain: claim for claim in DomainClaim.objects.filter(tenant=tenant)}
    rows = Domain.objects.filter(tenant=tenant).order_by("-is_primary", "domain")
    served = [
        Address(
            row.domain,
            DomainClaim.Status.ACTIVE if row.verified_at else DomainClaim.Status.PENDING,
            row.is_primary,
            claims.pop(row.domain, None),
        )
        for row in rows
    ]
    return served + [Address(host, claim.status, False, claim) for host, claim in claims.items()]


def platform_host(tenant: Tenant) -> str:
    """Return the host where the platform itself serves the tenant: own domains point at it."""
    rows = Domain.objects.filter(tenant=tenant, verified_at__isnull=False)
    own = DomainClaim.objects.filter(tenant=tenant).values("domain")
    found: str | None = rows.exclude(domain__in=own).values_list("domain", flat=True).first()
    return found or ""
