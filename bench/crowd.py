"""Many whole tenants, made once a run and shared by the lines that need them: `gather(2000)`."""

import multiprocessing
import os
from functools import cache

from django.db import connection, connections
from django.utils import timezone

from bench import crowd_schemas
from tenants import schemas
from tenants.models import Domain, OrderProfile, Tenant

FIRST_CODE = 700_000
LARGE = 2000


def size() -> int:
    """How many tenants make a crowd: 2,000, or what FLOWT_BENCH_TENANTS says for a quick look."""
    return int(os.environ.get("FLOWT_BENCH_TENANTS") or LARGE)


@cache
def gather(count: int) -> list[Tenant]:
    """Make tenants with rows, hosts and whole schemas; about a twentieth of a second each.

    Their menus are empty and answer at `multidao-<n>.localhost`.
    """
    schemas.ensure_template()
    fingerprint = schemas.fingerprint()
    crowd = Tenant.objects.bulk_create(
        Tenant(
            schema_name=f"t_multidao_{number}",
            code=FIRST_CODE + number,
            slug=f"multidao-{number}",
            name=f"Multidão {number}",
            schema_fingerprint=fingerprint,
        )
        for number in range(count)
    )
    _replay([tenant.schema_name for tenant in crowd])
    now = timezone.now()
    Domain.objects.bulk_create(
        Domain(tenant=one, domain=f"{one.slug}.localhost", is_primary=True, verified_at=now)
        for one in crowd
    )
    OrderProfile.objects.bulk_create(
        OrderProfile(tenant=one, kind=kind, is_enabled=kind == OrderProfile.Kind.PICKUP)
        for one in crowd
        for kind in OrderProfile.Kind.values
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return crowd


def _replay(names: list[str]) -> None:
    """Make the schemas, in as many processes as there are cores."""
    connections.close_all()
    cores = os.cpu_count() or 2
    context = multiprocessing.get_context("spawn")
    makers = [
        context.Process(target=crowd_schemas.make, args=(names[part::cores],))
        for part in range(cores)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
        if maker.exitcode:
            raise RuntimeError("some schemas of the crowd could not be made; see above")
