"""The page that erases a customer: asks, refuses, and is not for everybody."""

import pytest

from flowt.audit.models import AuditEntry
from flowt.tenancy import tenant_context
from orders.models import Order
from people.models import Person
from tests.factories import make_order


@pytest.fixture
def customer(tenant):
    order = make_order(status=Order.Status.DELIVERED, customer_name="Zulmira Prado")
    return order.person


def test_the_order_leads_there_and_the_page_asks(client_as, customer):
    browser = client_as("owner")
    address = f"/painel/clientes/{customer.pk}/apagar/"

    assert address in browser.get("/painel/pedidos/1/").text
    page = browser.get(address)
    assert "Zulmira Prado" in page.text
    assert "Apagar de vez" in page.text


def test_erases_and_says_who_did_it(client_as, customer):
    browser = client_as("administrator")

    address = f"/painel/clientes/{customer.pk}/apagar/?pedido=1"
    answer = browser.post(address, {"is_sure": "on"})

    assert answer.headers["Location"] == "/painel/pedidos/1/"
    customer.refresh_from_db()
    assert (customer.name, customer.phone) == ("Cliente apagado", "")
    assert AuditEntry.objects.filter(action="person.erase").latest("pk").actor_id == browser.user.pk
    assert "Cliente apagado" in browser.get("/painel/pedidos/1/").text
    assert "apagou os dados de um cliente" in browser.get("/painel/auditoria/").text


def test_asks_for_the_confirmation(client_as, customer):
    answer = client_as("owner").post(f"/painel/clientes/{customer.pk}/apagar/")

    assert answer.status_code == 422
    assert "Confirme que não há volta." in answer.text
    customer.refresh_from_db()
    assert customer.erased_at is None


def test_refuses_while_an_order_is_under_way(client_as, customer):
    Order.objects.update(status=Order.Status.APPROVED)

    answer = client_as("owner").post(f"/painel/clientes/{customer.pk}/apagar/", {"is_sure": "on"})

    assert answer.status_code == 422
    assert "tem um pedido em andamento" in answer.text
    customer.refresh_from_db()
    assert customer.name == "Zulmira Prado"


@pytest.mark.parametrize("role", ["supervisor", "agent", "viewer"])
def test_is_not_for_everybody(client_as, customer, role):
    browser = client_as(role)

    answer = browser.post(f"/painel/clientes/{customer.pk}/apagar/", {"is_sure": "on"})

    assert answer.status_code in {403, 404}
    assert "/apagar/" not in browser.get("/painel/pedidos/1/").text


def test_another_tenants_customer_is_not_found(client_as, tenant, other_tenant):
    with tenant_context(other_tenant):
        theirs = Person.objects.create(name="Zulmira")

    answer = client_as("owner").post(f"/painel/clientes/{theirs.pk}/apagar/", {"is_sure": "on"})

    assert answer.status_code == 404
    with tenant_context(other_tenant):
        theirs.refresh_from_db()
        assert theirs.name == "Zulmira"


def test_a_second_look_says_when(client_as, customer):
    browser = client_as("owner")
    browser.post(f"/painel/clientes/{customer.pk}/apagar/", {"is_sure": "on"})

    assert "foram apagados em" in browser.get(f"/painel/clientes/{customer.pk}/apagar/").text
