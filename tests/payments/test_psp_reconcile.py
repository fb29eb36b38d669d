"""The ledger beside the bank's own list: equal after everything, and put right where it is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.due import schedule
from payments.models import PixReceipt
from payments.operations import ask_refund, cancel_payment
from payments.psp import review
from payments.psp.api import api_of_tenant
from payments.psp.reconcile import NIGHTLY, differences, put_right
from tests.payments.conftest import SETTINGS, ask, entries, work


def compare(psp):
    since, until = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    listed = list(api_of_tenant().pix_between(since, until))
    return listed, since, until


def differ(psp):
    listed, since, until = compare(psp)
    return differences(listed, since, until, SETTINGS["key"])


@pytest.fixture
def everything(psp):
    """Paid, paid twice, late and sent back, too much and accepted, refunded in part."""
    paid, twice, late, much, part = (ask(f"order-{n}") for n in range(1, 6))
    for payment in (paid, twice, twice, part):
        psp.pay(payment, force=True)
    psp.pay(much, valor="60.00")
    cancel_payment(late)
    psp.pay(late, force=True)
    work(later=True)
    work()
    for receipt in PixReceipt.objects.to_review():
        decide = review.accept if receipt.problem == "amount" else review.send_back
        decide(receipt, actor=None)
    part.refresh_from_db()
    ask_refund(part, key="some", amount=20)
    work()


def test_the_ledger_equals_the_banks_list(everything, psp):
    listed, _since, _until = compare(psp)

    assert len(listed) == 6
    assert differ(psp) == []


def test_what_nobody_told_is_found_and_counted(psp):
    payment = ask()
    psp.pay(payment)
    before = differ(psp)

    put_right(*compare(psp), SETTINGS["key"])
    work()

    assert [(str(one.theirs), str(one.ours)) for one in before] == [("50.00", "0")]
    assert entries(payment)[-1] == ("approved", "50.00")
    assert differ(psp) == []


def test_what_the_bank_does_not_list_comes_to_review(psp):
    payment = ask()
    e2eid = psp.pay(payment)
    work(later=True)
    psp.server.bank.store.drop("pix", "primeira", e2eid)

    put_right(*compare(psp), SETTINGS["key"])

    assert PixReceipt.objects.to_review().get().problem == "missing"


def test_another_keys_money_in_the_same_account_is_not_ours_to_judge(psp):
    payment = ask()
    psp.pay(payment, txid="f" * 32, chave="outra@loja.example")

    assert differ(psp) == []


def test_long_lists_are_read_to_their_end(psp, monkeypatch):
    payment = ask()
    for number in range(250):
        psp.server.bank.store.put(
            "pix",
            "primeira",
            f"E{number:031d}",
            {"endToEndId": f"E{number:031d}", "valor": "1.00", "txid": payment.txid},
            at=timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )

    assert len(compare(psp)[0]) == 250


def test_the_night_asks_again_where_the_bank_is_down(psp):
    psp.break_next("GET /v2/pix", "503")
    schedule(NIGHTLY, timezone.localdate().isoformat())

    first, second = work(), work(later=True)

    assert NIGHTLY in first
    assert NIGHTLY in second
    assert NIGHTLY not in work(later=True)
