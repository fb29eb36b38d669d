"""What arrives: it counts if it fits, once; anything else is held for a person."""

from itertools import permutations

import pytest

from payments.models import Payment, PixReceipt
from payments.operations import ask_refund, cancel_payment, confirm_payment
from payments.psp.charges import POLL
from payments.psp.receipts import EVENT
from payments.psp.webhook import events_in, store
from tests.payments.conftest import ask, entries, work

PAID = [("requested", "50.00"), ("approved", "50.00")]


def tell(psp, *e2eids: str) -> None:
    """The bank's webhook, as its body: the same words may come twice, late, or never."""
    from json import dumps

    for e2eid in e2eids:
        told = psp.server.bank.store.get("pix", "primeira", e2eid) or {"endToEndId": e2eid}
        store(events_in(dumps({"pix": [told]}).encode()))
    work()


def now(payment: Payment) -> Payment:
    payment.refresh_from_db()
    return payment


def problem() -> str:
    return PixReceipt.objects.get(decision="", problem__gt="").problem


def test_a_paid_code_is_paid(psp):
    payment = ask()

    tell(psp, psp.pay(payment))

    assert now(payment).status == "approved"
    assert entries(payment) == PAID


def test_a_webhook_that_comes_twice_counts_once(psp):
    payment = ask()
    e2eid = psp.pay(payment)

    tell(psp, e2eid)
    tell(psp, e2eid, e2eid)

    assert entries(payment) == PAID


def test_a_payment_nobody_told_of_is_found_by_looking(psp):
    payment = ask()
    psp.pay(payment)

    ran = work(later=True)

    assert POLL in ran
    assert entries(payment) == PAID


def test_a_webhook_about_nothing_counts_for_nothing(psp):
    payment = ask()

    tell(psp, psp.pay(payment, deliver="lie"))
    for _try in range(5):
        work(later=True)

    assert now(payment).status == "pending"
    assert not PixReceipt.objects.exists()


def test_a_charge_that_stays_open_holds_what_the_webhook_told(psp):
    payment = ask()
    e2eid = psp.pay(payment, keep_open=True)
    psp.server.bank.store.put(
        "pix",
        "primeira",
        e2eid,
        {**psp.server.bank.store.get("pix", "primeira", e2eid), "txid": payment.txid[::-1]},
    )

    tell(psp, e2eid)

    assert now(payment).status == "pending"
    assert problem() == "unknown"


def test_money_for_a_payment_called_off_is_held(psp):
    payment = ask()
    e2eid = psp.pay(payment)
    cancel_payment(payment)

    tell(psp, e2eid)

    assert now(payment).status == "cancelled"
    assert problem() == "late"
    assert entries(payment)[-1] == ("held", "50.00")


def test_a_second_payment_of_one_code_is_held(psp):
    payment = ask()
    first, second = psp.pay(payment), psp.pay(payment, force=True)

    tell(psp, second)

    assert PixReceipt.objects.get(e2eid=first).problem == ""
    assert PixReceipt.objects.get(e2eid=second).problem == "duplicate"
    assert entries(payment) == [*PAID, ("held", "50.00")]


@pytest.mark.parametrize("valor", ["49.99", "50.01", "5000.00"])
def test_another_amount_is_held(psp, valor):
    payment = ask()

    tell(psp, psp.pay(payment, valor=valor))

    assert now(payment).status == "pending"
    assert problem() == "amount"
    assert entries(payment)[-1] == ("held", valor)


def test_what_the_webhook_says_of_the_amount_is_not_believed(psp):
    payment = ask()
    e2eid = psp.pay(payment, valor="0.01")
    store(events_in(f'{{"pix": [{{"endToEndId": "{e2eid}", "valor": "50.00"}}]}}'.encode()))

    work()

    assert now(payment).status == "pending"
    assert str(PixReceipt.objects.get().amount) == "0.01"


def test_money_for_another_key_is_held(psp):
    payment = ask()

    tell(psp, psp.pay(payment, chave="outro@alguem.example"))

    assert now(payment).status == "pending"
    assert problem() == "payee"


def test_money_of_no_charge_we_know_is_held(psp):
    payment = ask()

    tell(psp, psp.pay(payment, txid="d" * 32))

    assert now(payment).status == "pending"
    assert problem() == "unknown"
    assert entries(None) == [("held", "50.00")]


def test_the_old_code_of_a_renewed_one_still_counts(psp):
    from datetime import timedelta

    from django.utils import timezone

    from payments.psp.charges import renew_code
    from tests.payments.conftest import psp_settings

    payment = ask()
    first = payment.txid
    payment.charges.update(expires_at=timezone.now() - timedelta(seconds=1))
    renew_code(payment, psp_settings())
    work()

    tell(psp, psp.tell("pay", code=first, deliver="never", force=True)["endToEndId"])

    assert entries(payment) == PAID


def test_paid_in_cash_meanwhile_the_code_is_taken_back(psp):
    confirm_payment(ask(), actor=None)
    work()

    assert psp.tell("charges")[0]["status"].startswith("REMOVIDA")


def test_money_after_cash_is_held(psp):
    payment = confirm_payment(ask(), actor=None)

    tell(psp, psp.pay(payment, force=True))

    assert problem() == "duplicate"
    assert entries(payment) == [*PAID, ("held", "50.00")]


STEPS = ("first", "second", "second again", "look")


def facts(psp, key: str) -> tuple[Payment, list[str]]:
    """Paid, paid again, partly sent back: what every order of telling must come to."""
    payment = ask(key)
    first, second = psp.pay(payment), psp.pay(payment, force=True)
    psp.server.bank.refund("primeira", second, "devolucao1", {"valor": "20.00"})
    return payment, [first, second]


def test_every_order_of_telling_comes_to_the_same(psp):
    for number, order in enumerate(permutations(STEPS)):
        payment, (first, second) = facts(psp, f"order-{number}")

        for step in order:
            if step == "look":
                work(later=True)
            else:
                tell(psp, first if step == "first" else second)

        problems = PixReceipt.objects.filter(charge__payment=payment).order_by("problem")
        assert now(payment).status == "approved", order
        assert entries(payment) == [*PAID, ("held", "50.00"), ("returned", "20.00")], order
        assert list(problems.values_list("problem", flat=True)) == ["", "duplicate"], order


REFUND_STEPS = ("told", "stale", "look", "sent")


def test_every_order_of_a_refunds_news_comes_to_the_same(psp):
    for number, order in enumerate(permutations(REFUND_STEPS)):
        payment = ask(f"order-{number}")
        e2eid = psp.pay(payment)
        tell(psp, e2eid)
        ask_refund(now(payment), key="cancelled", amount=payment.amount)

        for step in order:
            if step == "stale":
                store(events_in(f'{{"pix": [{{"endToEndId": "{e2eid}"}}]}}'.encode()))
            elif step == "told":
                tell(psp, e2eid, e2eid)
            else:
                work(later=step == "look")
        work(later=True)

        assert now(payment).status == "refunded", order
        assert entries(payment)[2:] == [("refund_asked", "50.00"), ("refunded", "50.00")], order


def test_a_stale_expiry_never_takes_a_paid_one_back(psp):
    payment = ask()
    tell(psp, psp.pay(payment))
    psp.tell("expire", code=payment.txid)

    for _look in range(3):
        work(later=True)

    assert now(payment).status == "approved"
    assert EVENT not in work(later=True)
