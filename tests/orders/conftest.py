from datetime import time
from decimal import Decimal

import pytest

from flowt.tenancy import public_schema
from tenants import selectors
from tenants.models import DeliveryArea, OpeningRange, OrderProfile, Tenant


def open_shop(tenant: Tenant) -> None:
    """Open at all hours, for every profile, delivering to São Paulo's centre for R$ 7.00."""
    with public_schema():
        OpeningRange.objects.bulk_create(
            OpeningRange(tenant=tenant, weekday=day, opens=time(0), closes=time(0))
            for day in range(7)
        )
        OrderProfile.objects.filter(tenant=tenant).update(is_enabled=True, minimum_order=0)
        DeliveryArea.objects.create(
            tenant=tenant,
            name="Centro",
            cep_from="01000000",
            cep_to="01999999",
            fee=Decimal("7.00"),
        )
    selectors.forget()


@pytest.fixture
def shop(tenant: Tenant):
    """The tenant, open for business."""
    open_shop(tenant)
    yield tenant
    selectors.forget()
