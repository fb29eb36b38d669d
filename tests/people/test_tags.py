import pytest

from flowt.tenancy import tenant_context
from people.models import Person
from tests.factories import make_order


@pytest.fixture
def person(tenant):
    return make_order().person


def test_tags_are_kept_each_once(client_as, person):
    data = {"tags": " VIP, vip,  amigos  da casa ,"}
    found = client_as("supervisor").post(f"/painel/clientes/{person.pk}/etiquetas/?pedido=1", data)

    assert found["Location"] == "/painel/pedidos/1/"
    person.refresh_from_db()
    assert person.tags == ["VIP", "amigos da casa"]


def test_too_many_are_refused(client_as, person):
    data = {"tags": ",".join(f"tag {n}" for n in range(11))}
    found = client_as("owner").post(f"/painel/clientes/{person.pk}/etiquetas/", data)

    assert found.status_code == 422
    person.refresh_from_db()
    assert person.tags == []


def test_another_tenants_customer_is_not_found(client_as, tenant, other_tenant):
    with tenant_context(other_tenant):
        theirs = Person.objects.create(name="Deles", tags=["VIP"])

    found = client_as("owner").post(f"/painel/clientes/{theirs.pk}/etiquetas/", {"tags": ""})

    assert found.status_code == 404
    with tenant_context(other_tenant):
        theirs.refresh_from_db()
        assert theirs.tags == ["VIP"]
