"""What is Stripe's own: its session, its signature, its webhook, and what its key can do."""

import hashlib
import hmac
import time

import pytest

from payments.models import InboundNotice
from payments.providers.base import Forged
from payments.providers.stripe import Stripe
from tests.payments.conftest import entries, work
from tests.payments.hosted import ask, deliver, set_up, settings_of

BODY = b'{"id":"evt_1","object":"event","type":"invoice.paid"}'


@pytest.fixture
def sim(tenant, desks):
    set_up("stripe")
    return desks


def header(body: bytes, secret: str = "whsec_test", at: int | None = None) -> str:
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def notices(given: str, body: bytes = BODY):
    return Stripe({"webhook_secret": "whsec_test"}).notices({"Stripe-Signature": given}, {}, body)


def test_signs_as_the_vector_says():
    told = header(BODY, at=1_700_000_000)

    assert told.endswith("8ad3ccd6627d4c5ccaca4879744c3321eb0c9d89da2714501614c0a82c36c505")


def test_takes_what_is_signed_and_fresh():
    assert notices(header(BODY)).event == "evt_1"
    assert notices(f"{header(BODY)},v1=00").event == "evt_1"


@pytest.mark.parametrize("late", [-301, 301 * -2])
def test_refuses_what_is_old(late):
    with pytest.raises(Forged):
        notices(header(BODY, at=int(time.time()) + late))


@pytest.mark.parametrize("given", ["", "t=1", "v1=00", "t=x,v1=00", "=,=", "t=1,v1=é"])
def test_refuses_what_is_not_signed(given):
    with pytest.raises(Forged):
        notices(given)


def test_refuses_a_flipped_byte():
    with pytest.raises(Forged):
        notices(header(BODY), BODY.replace(b"evt_1", b"evt_2"))


def test_registers_its_webhook_once(sim):
    set_up("stripe")

    kept = settings_of("stripe")
    assert sim.count("stripe", "endpoint") == 1
    assert kept["webhook_secret"].startswith("whsec_")
    assert kept["webhook_at"]


def test_asks_for_a_page_of_the_right_amount_and_method(sim):
    payment = ask("stripe:card", amount="49.90")

    session = sim.server.desks["stripe"].every("session")[0]
    assert session["amount_total"] == 4990
    assert session["payment_method_types"] == ["card"]
    assert payment.instructions["url"] == session["url"]
    assert payment.hosted.get().code == session["client_reference_id"]


def test_a_boleto_drawn_on_its_page_shows_on_ours(sim, client):
    payment = ask("stripe:boleto")
    sim.act(payment, "draw")

    assert [deliver(client, one) for one in sim.letters()] == [200]
    work()
    payment.refresh_from_db()

    assert len(payment.instructions["line"]) == 47
    assert entries(payment) == [("requested", "50.00")]


def test_keeps_no_more_of_a_webhook_than_where_it_points(sim, client):
    payment = ask("stripe:card")
    sim.act(payment, "pay")

    for letter in sim.letters():
        deliver(client, letter)

    kept = InboundNotice.objects.filter(provider="stripe")
    assert {one.event_key.split(":")[0][:3] for one in kept} == {"cs_", "pi_"}
    assert all("amount" not in one.body for one in kept)
