"""What is Asaas's own: its token, its customers, and charges it would make twice."""

import json

import pytest

from payments.providers.asaas import Asaas
from payments.providers.base import Forged, Junk
from tests.payments.conftest import work
from tests.payments.hosted import ask, set_up, settings_of

TOKEN = "t" * 40
EVENT = {"id": "evt_1&2", "event": "PAYMENT_RECEIVED", "payment": {"id": "pay_1"}}


@pytest.fixture
def sim(tenant, desks):
    set_up("asaas")
    return desks


def notices(token, body):
    return Asaas({"auth_token": TOKEN}).notices({"asaas-access-token": token}, {}, body)


def test_takes_what_carries_its_token():
    notice = notices(TOKEN, json.dumps(EVENT).encode())

    assert (notice.event, notice.pointer) == ("evt_1&2", "pay_1")


@pytest.mark.parametrize("token", ["", "x" * 40, "é"])
def test_refuses_any_other(token):
    with pytest.raises(Forged):
        notices(token, json.dumps(EVENT).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'"pay_1"'])
def test_says_what_is_junk(body):
    with pytest.raises(Junk):
        notices(TOKEN, body)


def test_an_event_of_something_else_concerns_nobody():
    told = {"id": "evt_2", "event": "TRANSFER_DONE", "payment": {"id": "../x"}}

    assert notices(TOKEN, json.dumps(told).encode()).pointer == ""


def test_one_person_is_one_customer(sim):
    ask("asaas:pix", key="bill-1")
    ask("asaas:boleto", key="bill-2")

    assert sim.count("asaas", "customer") == 1
    assert sim.count("asaas", "payment") == 2


def test_registers_its_webhook_and_mends_it(sim):
    first = settings_of("asaas")["webhook_id"]
    set_up("asaas")

    assert sim.count("asaas", "webhook") == 1
    assert settings_of("asaas")["webhook_id"] == first


def test_of_somebody_without_a_cpf_no_charge_is_made(sim):
    payment = ask("asaas:pix", key="nobody-1")

    assert payment.instructions["state"] == "failed"
    assert "CPF" in payment.hosted.get().trouble


def test_what_expired_is_taken_back_there(sim):
    payment = ask("asaas:pix")
    payment.hosted.update(expires_at=payment.created_at.replace(year=2020))

    work(later=True)
    work(later=True)

    assert payment.hosted.get().status == "removed"
    assert sim.server.desks["asaas"].every("payment")[0]["deleted"]
