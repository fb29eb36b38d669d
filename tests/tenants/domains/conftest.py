from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from simulator.dns import DnsServer
from tenants import hosts
from tenants.domains import operations
from tenants.domains.models import DomainClaim
from tenants.models import Tenant
from tests.conftest import run_commit_hooks

HOST = "pedidos.cantina.com.br"


@pytest.fixture
def dns(settings) -> Iterator[DnsServer]:
    """The only name server asked: it answers what a test says, over UDP."""
    with DnsServer() as server:
        settings.FLOWT_DNS_SERVERS = [server.address]
        yield server


@pytest.fixture
def claim(tenant, dns) -> DomainClaim:
    return operations.claim_domain(tenant, domain=HOST, actor=None)


def check(claim: DomainClaim) -> DomainClaim:
    """Check again, as if the last check were long ago."""
    DomainClaim.objects.filter(pk=claim.pk).update(checked_at=timezone.now() - timedelta(minutes=5))
    found = operations.check_domain(claim, actor=None)
    assert found is not None
    return found


def prove(dns: DnsServer, claim: DomainClaim) -> DomainClaim:
    dns.say(claim.record_name, claim.record_value)
    return check(claim)


def served_at(host: str) -> Tenant | None:
    """Whom a request to `host` reaches, once what was done has committed."""
    run_commit_hooks()
    return hosts.by_host(host)
