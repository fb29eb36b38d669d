"""A table of twelve phones behind one address orders in peace; a script does not."""

import pytest

from flowt import limits
from orders.models import Order
from tests.conftest import TenantClient, host_of
from tests.storefront.conftest import HTMX, add, order_data
from tests.tracking.test_scan import table  # noqa: F401 - a fixture

INTEREST = {"name": "Ana", "phone": "(11) 99999-8888", "consent": "on"}


def phone(tenant, address="203.0.113.9", **more) -> TenantClient:
    return TenantClient(
        SERVER_NAME=host_of(tenant),
        REMOTE_ADDR=address,
        headers={"Sec-Fetch-Site": "same-origin"},
        **more,
    )


def order(browser, dish):
    add(browser, dish)
    return browser.post("/finalizar/", order_data(browser))


@pytest.mark.slow
def test_twelve_phones_behind_one_address_order_four_rounds(tenant, dish):
    phones = [phone(tenant) for _ in range(12)]

    answers = {order(one, dish).status_code for _round in range(4) for one in phones}

    assert answers == {302}
    assert Order.objects.count() == 48


def test_one_browser_is_stopped_and_told_so(tenant, dish, settings):
    settings.FLOWT_RATES = {"order.place.visitor": "3/day"}
    bot, other = phone(tenant), phone(tenant)

    answers = [order(bot, dish) for _ in range(5)]

    assert [one.status_code for one in answers] == [302, 302, 302, 429, 429]
    assert "Muitas tentativas. Espere" in answers[3].text
    assert int(answers[3]["Retry-After"]) > 0
    assert 'value="Ana Souza"' in answers[3].text
    assert Order.objects.count() == 3
    assert order(other, dish).status_code == 302


@pytest.mark.slow
def test_a_script_of_fresh_browsers_is_stopped_by_its_address(tenant, dish):
    """At the rates that are declared: 500 posts, each by a new browser."""
    browser = phone(tenant)
    for _ in range(195):
        limits.take("order.place.address", "203.0.113.9")

    answers = [order(phone(tenant), dish).status_code for _ in range(9)]

    assert answers == [302] * 5 + [429] * 4
    assert order(phone(tenant, "203.0.113.10"), dish).status_code == 302
    assert order(browser, dish).status_code == 429


def test_a_spoofed_address_does_not_help(tenant, dish, settings):
    settings.FLOWT_RATES = {"order.place.address": "2/day"}

    answers = [
        order(phone(tenant, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"), dish).status_code
        for number in range(4)
    ]

    assert answers == [302, 302, 429, 429]


def test_behind_our_proxy_each_client_counts_alone(tenant, dish, settings):
    settings.FLOWT_RATES = {"order.place.address": "1/day"}
    settings.FLOWT_TRUSTED_PROXIES = 1

    def from_(address):
        return order(phone(tenant, "10.0.0.2", HTTP_X_FORWARDED_FOR=f"6.6.6.6, {address}"), dish)

    assert from_("198.51.100.1").status_code == 302
    assert from_("198.51.100.1").status_code == 429
    assert from_("198.51.100.2").status_code == 302


def test_carts_are_not_begun_without_end(tenant, dish, settings):
    settings.FLOWT_RATES = {"cart.start": "2/day"}
    one = phone(tenant)

    answers = [add(browser, dish).status_code for browser in (one, one, phone(tenant))]

    assert answers == [303, 303, 303]
    assert add(phone(tenant), dish).status_code == 429


def test_interest_counts_by_address_and_by_phone(tenant, dish, settings):
    settings.FLOWT_RATES = {"interest.phone": "2/day", "interest.address": "4/day"}
    url = f"/cardapio/{dish.slug}/interesse/"

    same = [phone(tenant, f"203.0.113.{n}").post(url, INTEREST).status_code for n in range(3)]
    many = [
        phone(tenant).post(url, {**INTEREST, "phone": f"(11) 99999-000{n}"}).status_code
        for n in range(5)
    ]

    assert same == [200, 200, 429]
    assert many == [200, 200, 200, 200, 429]


def test_guessing_codes_ends(tenant, table, settings):  # noqa: F811
    settings.FLOWT_RATES = {"scan.unknown": "3/day"}
    guesser, guest = phone(tenant), phone(tenant, "203.0.113.10")

    answers = [guesser.get(f"/q/zzzz{number}").status_code for number in range(5)]

    assert answers == [404, 404, 404, 429, 429]
    refused = guesser.get(f"/q/{table.code}")
    assert refused.status_code == 429
    assert 'href="/cardapio/"' in refused.text
    assert guest.get(f"/q/{table.code}").status_code == 302


def test_guests_who_scan_the_same_code_are_no_guessers(tenant, table, settings):  # noqa: F811
    settings.FLOWT_RATES = {"scan.unknown": "1/day"}

    assert {phone(tenant).get(f"/q/{table.code}").status_code for _ in range(12)} == {302}


@pytest.mark.parametrize("tail", ["", "ao-vivo/", "recibo.pdf", "pix.svg"])
def test_guessing_orders_ends_but_ones_own_stays_open(tenant, dish, settings, tail):
    settings.FLOWT_RATES = {"order.unknown": "3/day"}
    owner, guesser = phone(tenant), phone(tenant)
    address = order(owner, dish)["Location"]

    answers = [guesser.get(f"/pedido/guess{number}/{tail}").status_code for number in range(4)]

    assert answers == [404, 404, 404, 429]
    assert guesser.get(address + tail).status_code == 429
    assert owner.get(address + tail).status_code == 200


def test_receipts_are_not_drawn_without_end(tenant, dish, settings):
    settings.FLOWT_RATES = {"order.receipt": "1/day"}
    owner = phone(tenant)
    address = order(owner, dish)["Location"] + "recibo.pdf"

    assert [owner.get(address).status_code for _ in range(2)] == [200, 429]


def test_guessing_invitations_ends(tenant, settings):
    settings.FLOWT_RATES = {"invitation.unknown": "2/day"}
    guesser = phone(tenant)

    assert [guesser.get(f"/convite/x{n}/").status_code for n in range(3)] == [410, 410, 429]


def test_e_mails_to_strangers_are_counted(client_as, settings):
    settings.FLOWT_RATES = {"invitation.send": "1/hour"}
    owner = client_as("owner")

    def invite(email):
        data = {"email": email, "role": "agent"}
        return owner.post("/painel/equipe/convidar/", data)

    assert invite("a@exemplo.com.br").status_code == 200
    refused = invite("b@exemplo.com.br")
    assert refused.status_code == 422
    assert "Muitas tentativas" in refused.text


def test_consent_is_not_recorded_without_end(tenant, settings):
    settings.FLOWT_RATES = {"consent": "1/day"}
    browser = phone(tenant)

    answers = [browser.post("/consentimento/", {"choice": "all"}).status_code for _ in range(2)]

    assert answers == [302, 429]


def test_htmx_gets_the_sentence_as_a_toast(tenant, dish, settings):
    settings.FLOWT_RATES = {"cart.start": "1/day"}
    add(phone(tenant), dish)

    refused = phone(tenant).post(
        "/carrinho/adicionar/", {"item": dish.slug, "quantity": "1"}, headers=HTMX
    )

    assert (refused.status_code, refused["HX-Retarget"]) == (429, "#toasts")
    assert "Muitas tentativas" in refused.text
    assert "Retry-After" in refused


def test_another_tenants_counts_are_its_own(tenant, other_tenant, settings, main_client):
    settings.FLOWT_RATES = {"scan.unknown": "1/day"}
    assert [phone(tenant).get("/q/zzzz").status_code for _ in range(2)] == [404, 429]

    assert phone(other_tenant).get("/q/zzzz").status_code == 404


def test_every_declared_limit_is_read_somewhere():
    from pathlib import Path

    root = Path(limits.__file__).parent.parent
    apps = ["accounts", "catalog", "flowt", "leads", "messaging", "offers", "orders"]
    apps += ["payments", "storefront", "tenants", "tracking"]
    files = [p for app in apps for p in (root / app).rglob("*.py")]
    code = "".join(p.read_text() for p in files if p.name != "limits.py")

    assert [name for name in limits.RATES if f'"{name}"' not in code] == []
