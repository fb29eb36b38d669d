"""Codes at the PSP: made once, tried again, taken back, and never in the way of the order."""

from datetime import timedelta

from django.utils import timezone

from payments.brcode import parse
from payments.models import PixCharge
from payments.operations import cancel_payment
from payments.psp.charges import create_charge, renew_code
from tests.payments.conftest import ask, psp_settings, work


def test_the_code_is_made_after_the_order(psp):
    payment = ask()

    charge = payment.charges.get()
    assert payment.instructions["state"] == "ready"
    assert parse(payment.instructions["brcode"]).url.endswith(
        psp.tell("charges")[0]["location"].split("/")[-1]
    )
    assert (charge.status, charge.txid) == ("active", payment.txid)
    assert len(charge.txid) == 32


def test_an_unanswered_creation_is_one_charge(psp):
    psp.break_next("PUT /v2/cob", "cut_after")

    payment = ask()
    before = payment.instructions["state"]
    work(later=True)
    payment.refresh_from_db()

    assert (before, payment.instructions["state"]) == ("trouble", "ready")
    assert len(psp.tell("charges")) == 1


def test_a_bank_that_is_down_is_said_and_asked_again(psp):
    psp.break_next("PUT /v2/cob", "503", times=2, retry_after=1)

    payment = ask()
    states = [payment.instructions["state"]]
    for _try in range(2):
        work(later=True)
        payment.refresh_from_db()
        states.append(payment.instructions["state"])

    assert states == ["trouble", "trouble", "ready"]


def test_a_refused_charge_is_given_up_and_may_be_asked_for_again(psp):
    psp.break_next("PUT /v2/cob", "422")
    payment = ask()
    failed = payment.instructions["state"]

    renew_code(payment, psp_settings())
    work()
    payment.refresh_from_db()

    assert (failed, payment.instructions["state"]) == ("failed", "ready")
    charges = payment.charges.order_by("number")
    assert [charge.status for charge in charges] == ["failed", "active"]


def test_an_expired_token_is_asked_for_anew(psp):
    ask("order-1")
    psp.tell("forget-tokens")

    assert ask("order-2").instructions["state"] == "ready"


def test_wrong_credentials_are_told_to_the_owner_and_tried_again(psp):
    psp.break_next("POST /oauth/token", "401", times=1)
    psp.tell("forget-tokens")

    payment = ask()
    told = payment.charges.get().trouble
    work(later=True)
    payment.refresh_from_db()

    assert told.startswith("401")
    assert payment.instructions["state"] == "ready"


def test_a_new_code_only_after_the_old_one_is_over(psp):
    payment = ask()
    same = renew_code(payment, psp_settings())
    payment.charges.update(expires_at=timezone.now() - timedelta(seconds=1))

    renew_code(payment, psp_settings())
    renew_code(payment, psp_settings())
    work()

    assert same.number == 1
    assert list(payment.charges.order_by("number").values_list("number", "status")) == [
        (1, "active"),
        (2, "active"),
    ]


def test_a_payment_called_off_before_its_code_asks_the_bank_for_nothing(psp):
    from decimal import Decimal

    from payments.operations import request_payment

    payment = request_payment(
        key="order-9", reference="order-9", amount=Decimal(5), currency="BRL", gateway="pix_psp"
    )
    cancel_payment(payment)
    work()

    assert psp.tell("charges") == []
    assert not PixCharge.objects.exists()


def test_a_code_called_off_is_removed_at_the_bank(psp):
    payment = ask()

    cancel_payment(payment)
    work()

    assert psp.tell("charges")[0]["status"] == "REMOVIDA_PELO_USUARIO_RECEBEDOR"
    assert payment.charges.get().status == "removed"


def test_another_charge_than_asked_for_is_never_shown(psp, monkeypatch):
    real = psp.server.bank.create_charge

    def lie(account, txid, asked):
        return {**real(account, txid, asked), "valor": {"original": "0.01"}}

    monkeypatch.setattr(psp.server.bank, "create_charge", lie)

    assert ask().instructions == {"state": "failed"}


def test_a_job_from_before_does_nothing(psp):
    payment = ask()
    charge = payment.charges.get()

    create_charge(f"{charge.pk}:0", None)

    assert len(psp.tell("charges")) == 1
