"""The console's and the customer's pages of gateways with pages of their own."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now

from payments.comparisons import days
from payments.models import Comparison, Difference, InboundNotice, LedgerEntry, PixReceipt
from payments.operations import configure_gateway
from payments.providers import reconcile
from payments.selectors import offered
from tests.factories import make_order
from tests.payments.conftest import PROFILES, work
from tests.payments.hosted import SETTINGS, ask, deliver, set_up, settings_of

FORM = {
    "secret_key": "sk_test_primeira",
    "pix_profiles": PROFILES,
    "card_profiles": ["delivery"],
    "expiry_minutes": "60",
    "boleto_days": "3",
    "is_enabled": "on",
}
PAGE = "/painel/pagamentos/formas/stripe/"


def test_keeps_the_key_and_never_shows_it(desks, client_as):
    browser = client_as("owner")
    browser.post(PAGE, FORM)
    work()
    browser.post(PAGE, {**FORM, "secret_key": ""})

    page = browser.get(PAGE).text
    kept = settings_of("stripe")
    assert kept["secret_key"] == "sk_test_primeira"
    assert kept["webhook_token"] in page  # the address to copy
    assert "sk_test_primeira" not in page
    assert kept["webhook_secret"] not in page


def test_what_is_offered_for_nothing_is_shown_so(tenant, client_as):
    settings = {**SETTINGS["stripe"], "card_profiles": []}
    configure_gateway("stripe", is_enabled=True, settings=settings, actor=None)

    page = client_as("owner").get(PAGE).text

    ticked = [one for one in re.findall(r"<input[^>]+>", page) if "checked" in one]
    assert any("pix_profiles" in one for one in ticked)
    assert not any("card_profiles" in one for one in ticked)


@pytest.mark.parametrize(
    ("kind", "key", "word"),
    [
        ("stripe", "pk_live_1", "sk_"),
        ("stripe", "nada", "sk_live_"),
        ("mercadopago", "TESTE-1", "APP_USR-"),
        ("asaas", "$aact_hmlg_1", "sandbox"),
    ],
)
def test_says_what_is_wrong_with_a_key(client_as, tenant, kind, key, word):
    form = {**FORM, "secret_key": key, "environment": "production"}

    response = client_as("owner").post(f"/painel/pagamentos/formas/{kind}/", form)

    assert response.status_code == 422
    assert word in response.text
    assert key not in response.text


@pytest.mark.parametrize(
    ("kind", "change", "states"),
    [
        ("stripe", "", 'data-state="ok"'),
        ("stripe", "wrong", "401"),
        ("mercadopago", "wrong", "401"),
        ("asaas", "nopix", "PIX"),
    ],
)
def test_testing_a_key_says_how_it_went(desks, client_as, kind, change, states):
    key = SETTINGS[kind]["secret_key"] + change
    set_up(kind, secret_key=key)

    page = client_as("owner").post(f"/painel/pagamentos/formas/{kind}/testar/").text

    assert states in page
    assert ('data-state="bad"' in page) == bool(change)
    assert key not in page


def test_a_typed_key_is_tried_and_not_kept(desks, client_as):
    set_up("stripe", secret_key=SETTINGS["stripe"]["secret_key"] + "wrong")
    browser = client_as("owner")

    good = browser.post(f"{PAGE}testar/", FORM)
    bad = browser.post(f"{PAGE}testar/", {**FORM, "secret_key": "pk_live_1"})
    saved = browser.post(f"{PAGE}testar/", {**FORM, "secret_key": ""})

    assert (good.status_code, bad.status_code) == (200, 422)
    assert "aceita a chave" in good.text
    assert "sk_" in bad.text
    assert "401" in saved.text
    assert settings_of("stripe")["secret_key"].endswith("wrong")


def test_nothing_typed_and_nothing_saved_calls_nobody(client_as, tenant):
    response = client_as("owner").post(f"{PAGE}testar/", {**FORM, "secret_key": ""})

    assert response.status_code == 422
    assert 'data-state="bad"' in response.text


def test_the_address_to_copy_is_there_before_anything_is_saved(client_as, tenant, client):
    """Mercado Pago gives the secret that the form wants only to who has told it the address."""
    owner, url = client_as("owner"), PAGE.replace("stripe", "mercadopago")
    address = re.search(r"/webhooks/pagamentos/mercadopago/\w{40}/", owner.get(url).text)[0]
    refused = client.post(address, {}, content_type="application/json").status_code

    set_up("mercadopago")

    assert refused == 404
    assert address in owner.get(url).text


def test_the_address_to_copy_its_events_and_the_last_notice(client_as, tenant):
    set_up("mercadopago")
    url = PAGE.replace("stripe", "mercadopago")
    before = client_as("owner").get(url).text
    InboundNotice.objects.create(provider="mercadopago", event_key="1", body="{}")

    assert (
        f"/webhooks/pagamentos/mercadopago/{settings_of('mercadopago')['webhook_token']}/" in before
    )
    assert "Pagamentos (payment)" in before
    assert "Nenhum ainda" in before
    assert "Nenhum ainda" not in client_as("owner").get(url).text


def test_a_gateway_that_does_not_answer_is_said(desks, client_as):
    set_up("stripe")
    desks.break_next("GET /stripe/v1/balance", "500")

    page = client_as("owner").post(f"{PAGE}testar/").text

    assert 'data-state="bad"' in page


def test_only_those_who_configure_test_a_key(desks, client_as):
    set_up("stripe")

    assert client_as("supervisor").post(f"{PAGE}testar/").status_code == 403


def test_methods_are_offered_by_profile_and_each_by_one_gateway(tenant):
    for kind in ("stripe", "asaas"):
        settings = {**SETTINGS[kind], "card_profiles": ["delivery"], "boleto_profiles": []}
        configure_gateway(kind, is_enabled=True, settings=settings, actor=None)

    kinds = [choice.kind for choice in offered("table")]

    assert kinds == ["stripe:pix", "cash", "card"]
    hosted = [choice.kind for choice in offered("delivery") if ":" in choice.kind]
    assert hosted == ["stripe:pix", "stripe:card"]


def test_the_customer_pays_on_the_gateways_page(desks, client):
    set_up("stripe")
    order = make_order(number=901, total="50.00", payment_kind="stripe:card")
    payment = ask("stripe:card", key=order.reference)
    page = client.get(f"/pedido/{order.token}/").text

    desks.act(payment, "pay")
    for letter in desks.letters():
        deliver(client, letter)
    work()

    assert payment.instructions["url"] in page
    assert payment.instructions["url"] not in client.get(f"/pedido/{order.token}/").text
    order.refresh_from_db()
    assert order.paid == Decimal(50)


@pytest.fixture
def at_once(monkeypatch):
    """What was paid this very moment is compared as well."""
    monkeypatch.setattr(reconcile, "SETTLING", -timedelta(seconds=5))


def test_the_report_shows_what_differs_and_has_it_looked_at(desks, client_as, at_once):
    set_up("asaas")
    payment = ask("asaas:pix")
    desks.act(payment, "pay", deliver="never")
    reconcile.schedule_now()
    work(rounds=1)

    page = client_as("owner").get("/painel/pagamentos/conferencia/").text
    found = Difference.objects.get()
    work()
    reconcile.schedule_now()
    work()

    assert (found.kind, str(found.theirs), str(found.ours)) == ("only_there", "50.00", "0.00")
    assert found.remote_id in page
    assert LedgerEntry.objects.filter(kind="approved").count() == 1
    assert not Difference.objects.exists()
    assert Comparison.objects.filter(provider="asaas", listed=1).count() == 1


def test_what_the_gateway_does_not_know_is_in_the_csv(desks, client_as, at_once):
    set_up("stripe")
    payment = ask("stripe:card")
    desks.act(payment, "pay", deliver="never")
    work(later=True)
    PixReceipt.objects.update(e2eid="pi_of_nobody")
    reconcile.schedule_now()
    work()

    text = client_as("owner").get("/painel/pagamentos/conferencia/csv/").text

    assert "pi_of_nobody" in text
    assert set(Difference.objects.values_list("kind", flat=True)) == {"only_here", "only_there"}


def test_orders_and_states_are_told_in_words_and_few_queries(
    tenant, client_as, django_assert_num_queries
):
    orders = [make_order(number=number) for number in range(901, 904)]
    told = Comparison.objects.create(provider="stripe", day=localdate(), made_at=now())
    same = {"comparison": told, "kind": "state", "theirs": 30, "ours": 30}
    states = {"their_state": "part_refunded", "our_state": "approved"}
    for order in orders:
        Difference.objects.create(reference=order.reference, **same, **states)

    with django_assert_num_queries(3):
        days()
    page = client_as("owner").get("/painel/pagamentos/conferencia/").text

    assert all(f"Pedido {order.number}" in page for order in orders)
    assert "Reembolsado em parte" in page
