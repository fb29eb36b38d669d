"""Schemas are made and dropped for real here: DDL that commits, then cleaned up."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connection

from tenants import schemas
from tenants.models import PreparedSchema, Tenant


@pytest.fixture
def new_slug() -> Callable[[], str]:
    return lambda: f"prova-{uuid4().hex[:8]}"


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[list[str]]:
    """The database without a test's transaction. Schemas named in the list are dropped at the
    end, and so are tenants whose slug begins with `prova-` and schemas prepared ahead."""
    names: list[str] = []
    with django_db_blocker.unblock():
        try:
            yield names
        finally:
            connection.close()
            connection.set_schema_to_public()
            for row in PreparedSchema.objects.all():
                names.append(row.name)
                row.delete()
            for tenant in Tenant.objects.filter(slug__startswith="prova-"):
                names.append(tenant.schema_name)
                tenant.domains.all().delete()
                tenant.delete()
            for name in names:
                schemas.drop_schema(name)
            connection.close()
