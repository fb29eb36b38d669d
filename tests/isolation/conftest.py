"""Two tenants that really trade: committed, each with its own word in every text."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from tenants import schemas
from tenants.models import Tenant
from tests.conftest import OFFSET, make_tenant


def drop(tenant: Tenant) -> None:
    """Leave nothing of a tenant that a test committed."""
    connection.set_schema_to_public()
    schemas.drop_schema(tenant.schema_name)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM due_queue WHERE tenant_id = %s", [tenant.pk])
    User.objects.filter(memberships__tenant=tenant).delete()
    tenant.domains.all().delete()
    Tenant.objects.filter(pk=tenant.pk).delete()


@pytest.fixture
def pair(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Tenant]]:
    """Two committed tenants without content, dropped at the end. None is bound."""
    with django_db_blocker.unblock():
        made = [
            make_tenant(f"{name}-{uuid4().hex[:8]}", name.title(), offset=offset)
            for name, offset in (("alvorada", 0), ("bravante", OFFSET))
        ]
        try:
            yield made
        finally:
            connection.close()
            for tenant in made:
                drop(tenant)
            connection.close()
