from decimal import Decimal

import pytest

from flowt.audit.models import AuditEntry
from payments.brcode import parse
from payments.models import GatewayAccount
from payments.operations import configure_gateway, confirm_payment, request_payment
from tests.factories import PIX_SETTINGS

PROFILES = ["delivery", "pickup", "table"]
FORM = {**PIX_SETTINGS, "key_kind": "", "profiles": PROFILES, "is_enabled": "on"}


def test_saves_a_key_in_its_registered_form(client_as, tenant):
    form = {**FORM, "key": "123.456.789-09"}

    response = client_as("owner").post("/painel/pagamentos/formas/pix/", form)

    account = GatewayAccount.objects.get(kind="pix")
    assert response.status_code == 303
    assert account.is_enabled
    assert (account.settings["key"], account.settings["key_kind"]) == ("12345678909", "cpf")


def test_a_bad_key_is_said_and_nothing_is_kept(client_as, tenant):
    response = client_as("owner").post("/painel/pagamentos/formas/pix/", {**FORM, "key": "abc"})

    assert response.status_code == 422
    assert 'value="abc"' in response.text
    assert not GatewayAccount.objects.exists()


def test_turning_it_off_asks_for_nothing(client_as, tenant):
    response = client_as("owner").post("/painel/pagamentos/formas/pix/", {"profiles": PROFILES})

    assert response.status_code == 303
    assert not GatewayAccount.objects.get().is_enabled


def test_the_audit_trail_holds_no_key(client_as, tenant):
    client_as("owner").post("/painel/pagamentos/formas/pix/", FORM)

    entry = AuditEntry.objects.filter(action="payments.configure").latest("id")
    assert entry.after["key"] == "•••"


def test_the_test_code_goes_to_the_key(client_as, tenant):
    configure_gateway(
        "pix", is_enabled=True, settings={**PIX_SETTINGS, "profiles": PROFILES}, actor=None
    )

    text = client_as("owner").get("/painel/pagamentos/formas/pix/teste/?formato=texto").text

    assert parse(text).key == PIX_SETTINGS["key"]
    assert parse(text).amount == Decimal("1.00")


def test_without_a_key_there_is_no_test_code(client_as, tenant):
    assert client_as("owner").get("/painel/pagamentos/formas/pix/teste/").status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "agent", "viewer"])
def test_only_those_who_configure_may(client_as, tenant, role):
    browser = client_as(role)

    assert browser.get("/painel/pagamentos/formas/pix/").status_code == 403
    assert browser.post("/painel/pagamentos/formas/pix/", FORM).status_code == 403
    assert not GatewayAccount.objects.exists()


def test_lists_payments_with_their_ledger(client_as, tenant):
    payment = request_payment(
        key="a", reference="order-1", amount=Decimal("12.34"), currency="BRL", gateway="cash"
    )
    confirm_payment(payment, actor=None, note="No balcão")

    page = client_as("supervisor").get("/painel/pagamentos/").text

    assert "12,34" in page
    assert "No balcão" in page


def test_another_tenants_payments_are_not_listed(client_as, tenant, other_tenant):
    from flowt.tenancy import tenant_context

    with tenant_context(other_tenant):
        request_payment(
            key="b", reference="x", amount=Decimal("77.77"), currency="BRL", gateway="cash"
        )

    assert "77,77" not in client_as("owner").get("/painel/pagamentos/").text


def test_an_unknown_gateway_is_not_found(client_as, tenant):
    assert client_as("owner").get("/painel/pagamentos/formas/shells/").status_code == 404


def test_the_order_is_kept(client_as, tenant):
    response = client_as("owner").post(
        "/painel/pagamentos/formas/ordem/",
        {"ids": ["card", "cash"]},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 204
    assert list(GatewayAccount.objects.values_list("kind", flat=True)) == ["card", "cash"]
