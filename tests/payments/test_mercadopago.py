"""What is Mercado Pago's own: its signature, its two kinds of charges, and whose money it is."""

import time

import pytest

from payments.models import PixReceipt
from payments.providers.base import Forged
from payments.providers.mercadopago import verify
from simulator.gateways.mercadopago_payer import sign
from tests.payments.conftest import work
from tests.payments.hosted import ask, deliver, set_up, settings_of

SECRET, POINTER, AT = "mp_secret", "123456789", 1_742_505_638
WHOLE = "5af0de3012c6dab0bd489274648ea42a3b192b8b460d5d3f40c5dcaac9415a90"
NO_REQUEST = "18464a1a393e2685873f4becb17d6b86e119310804cca14839603796194f8596"


@pytest.fixture
def sim(tenant, desks):
    set_up("mercadopago")
    return desks


@pytest.mark.parametrize(("digest", "request_id"), [(WHOLE, "req-1"), (NO_REQUEST, "")])
def test_takes_the_vectors(digest, request_id):
    verify(f"ts={AT},v1={digest}", request_id, POINTER, secret=SECRET, now=AT + 10)


@pytest.mark.parametrize("late", [-301, 301])
def test_refuses_what_is_old_or_of_the_future(late):
    with pytest.raises(Forged):
        verify(f"ts={AT},v1={WHOLE}", "req-1", POINTER, secret=SECRET, now=AT + late)


@pytest.mark.parametrize(
    "header", ["", "ts=,v1=", f"v1={WHOLE}", f"ts={AT}", "ts=1,v1=é", f"ts={AT},v1={WHOLE[:-1]}1"]
)
def test_refuses_what_is_not_signed(header):
    with pytest.raises(Forged):
        verify(header, "req-1", POINTER, secret=SECRET, now=AT)


def test_takes_milliseconds_and_ids_signed_in_lower_case():
    signed = sign("s", "abc9", "r")  # in milliseconds

    verify(signed["x-signature"], "r", "ABC9", secret="s", now=time.time())


def test_without_its_secret_nothing_is_taken():
    signed = sign("", POINTER, "r")

    with pytest.raises(Forged):
        verify(signed["x-signature"], "r", POINTER, secret="")


def test_a_boleto_stands_on_our_page(sim):
    payment = ask("mercadopago:boleto")

    assert len(payment.instructions["line"]) == 47
    assert "/mercadopago/boleto/" in payment.instructions["url"]


def test_a_card_refused_may_be_tried_again(sim, client):
    payment = ask("mercadopago:card")
    sim.link.post("/_sim/mercadopago/refuse", json={"key": payment.hosted.get().remote_id})
    for letter in sim.letters():
        deliver(client, letter)
    work()
    payment.refresh_from_db()
    told = payment.instructions["outcome"], payment.status

    sim.act(payment, "pay", deliver="never")
    work(later=True)
    payment.refresh_from_db()

    assert told == ("refused", "pending")
    assert payment.status == "approved"


def test_money_paid_to_another_account_is_held(sim, client):
    payment = ask("mercadopago:pix")
    sim.act(payment, "pay", collector=45, deliver="never")
    work(later=True)

    assert settings_of("mercadopago")["owner"] == 44
    assert PixReceipt.objects.get().problem == "payee"
