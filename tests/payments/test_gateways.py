"""The contract every gateway keeps, over the whole registry."""

from decimal import Decimal

import pytest
from django import forms

from payments.brcode import parse
from payments.gateways import Ask, Gateway, gateways, kind_of
from payments.models import GatewayAccount
from payments.operations import configure_gateway, order_gateways
from payments.selectors import offered
from tests.factories import PIX_SETTINGS

ASK = Ask(
    key="k-1", reference="order-1", amount=Decimal("49.90"), currency="BRL", description="Pedido 12"
)
PSP_SETTINGS = {
    "provider": "other",
    "base_url": "https://pix.banco.example/v2",
    "token_url": "https://pix.banco.example/oauth/token",
    "client_id": "loja",
    "client_secret": "segredo",
    "key": "caixa@loja.example",
    "expiry_minutes": "30",
}
HOSTED = {
    **{f"{method}_profiles": ["delivery", "pickup", "table"] for method in ("pix", "card")},
    "expiry_minutes": "60",
    "boleto_days": "3",
}
EXAMPLES = {
    "pix": PIX_SETTINGS,
    "pix_psp": PSP_SETTINGS,
    "stripe": {**HOSTED, "secret_key": "sk_test_1"},
    "mercadopago": {**HOSTED, "secret_key": "APP_USR-1"},
    "asaas": {**HOSTED, "secret_key": "$aact_prod_1", "environment": "production"},
}


@pytest.fixture(params=list(gateways), ids=lambda member: member.kind)
def member(request) -> type[Gateway]:
    return request.param


def filled(member) -> dict:
    data = {"profiles": ["delivery", "pickup", "table"], **EXAMPLES.get(member.kind, {})}
    form = member.Settings(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def offered_kinds(profile: str) -> set[str]:
    return {kind_of(choice.kind) for choice in offered(profile)}


def test_is_one_of_its_family():
    assert {"pix", "cash", "card"} <= {member.kind for member in gateways}


def test_says_what_it_is(member):
    assert member.label
    assert member.about
    assert issubclass(member.Settings, forms.Form)
    assert len(member.kind) <= 30


def test_its_settings_make_it_complete(member):
    assert member(filled(member)).is_complete


def test_begins_the_same_for_the_same_key(member):
    gateway = member(filled(member))

    assert gateway.begin(ASK) == gateway.begin(ASK)
    assert len(gateway.begin(ASK).txid) <= 35


def test_is_offered_once_set_up(member, tenant):
    configure_gateway(member.kind, is_enabled=True, settings=filled(member), actor=None)

    assert member.kind in offered_kinds("delivery")


def test_is_not_offered_where_it_was_turned_off(member, tenant):
    configure_gateway(member.kind, is_enabled=False, settings=filled(member), actor=None)

    assert member.kind not in offered_kinds("delivery")


def test_is_not_offered_for_other_profiles(member, tenant):
    settings = {
        name: ["table"] if name.endswith("profiles") else value
        for name, value in filled(member).items()
    }

    configure_gateway(member.kind, is_enabled=True, settings=settings, actor=None)

    assert member.kind not in offered_kinds("delivery")
    assert member.kind in offered_kinds("table")


def test_settings_stand_encrypted(tenant):
    configure_gateway("pix", is_enabled=True, settings=filled(gateways.get("pix")), actor=None)

    raw = GatewayAccount.objects.extra(select={"raw": "settings"}).values_list("raw").get()[0]
    assert "caixa@cantina" not in str(raw)


def test_pix_code_carries_amount_and_reference():
    beginning = gateways.get("pix")(filled(gateways.get("pix"))).begin(ASK)

    code = parse(beginning.instructions["brcode"])

    assert code.amount == Decimal("49.90")
    assert code.txid == beginning.txid
    assert code.txid.startswith("PEDIDO12")
    assert code.key == "caixa@cantina.example"


@pytest.mark.parametrize("key", ["", "123", "não é uma chave", "111.111.111-11"])
def test_pix_refuses_what_is_no_key(key):
    form = gateways.get("pix").Settings({**PIX_SETTINGS, "profiles": ["table"], "key": key})

    assert not form.is_valid()
    assert list(form.errors) == ["key"]


def test_without_settings_cash_and_card_are_offered(tenant):
    assert [choice.kind for choice in offered("pickup")] == ["cash", "card"]


def test_order_is_the_tenants(tenant):
    order_gateways(["card", "cash", "nothing"], actor=None)

    assert [choice.kind for choice in offered("pickup")] == ["card", "cash"]


def test_only_cash_asks_for_change(tenant):
    assert [choice.kind for choice in offered("table") if choice.needs_change] == ["cash"]
