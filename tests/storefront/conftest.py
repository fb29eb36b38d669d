from datetime import time
from decimal import Decimal

import pytest
from django.core.cache import cache

from flowt.tenancy import public_schema, tenant_context
from payments.models import GatewayAccount
from tenants import selectors
from tenants.models import DeliveryArea, OpeningRange, OrderProfile, Tenant
from tests.factories import make_item

HTMX = {"HX-Request": "true"}
PIX = {
    "key": "contato@exemplo.com.br",
    "key_kind": "email",
    "receiver": "PRIMEIRA",
    "city": "SAO PAULO",
    "profiles": ["delivery", "pickup", "table"],
}


@pytest.fixture(autouse=True)
def _no_settings_in_memory():
    selectors.forget()
    yield
    selectors.forget()


def open_shop(tenant: Tenant) -> None:
    """Open day and night, for every way of ordering, with PIX and cash."""
    with public_schema():
        OpeningRange.objects.bulk_create(
            OpeningRange(tenant=tenant, weekday=day, opens=time(0), closes=time(0))
            for day in range(7)
        )
        OrderProfile.objects.filter(tenant=tenant).update(is_enabled=True)
        DeliveryArea.objects.create(
            tenant=tenant, name="Centro", cep_from="01000000", cep_to="01999999", fee=Decimal(7)
        )
    with tenant_context(tenant):
        GatewayAccount.objects.create(kind="pix", is_enabled=True, settings=PIX)
    selectors.forget()


@pytest.fixture
def shop(tenant):
    open_shop(tenant)
    cache.clear()
    return tenant


@pytest.fixture
def dish(shop):
    return make_item("Feijoada", slug="feijoada", price="42.00", description="Com couve e farofa.")


def add(client, item, **fields):
    return client.post("/carrinho/adicionar/", {"item": item.slug, "quantity": "1", **fields})


@pytest.fixture
def filled(client, dish):
    """A browser with one dish in its cart."""
    add(client, dish)
    return client


def order_data(client, **fields):
    """What the checkout form posts, with the hidden fields of the page it stands on."""
    page = client.get("/finalizar/").context
    return {
        "cart": page["view"].contents.id,
        "seen_total": str(page["cart"].total),
        "profile": "pickup",
        "name": "Ana Souza",
        "phone": "(11) 99999-8888",
        "payment": "pix",
        **fields,
    }
