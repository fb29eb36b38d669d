"""What every gateway with pages of its own keeps: one contract over all of them."""

from itertools import permutations

import pytest
from django.db import transaction

from payments.models import HostedCharge, InboundNotice, LedgerEntry, PixReceipt, PixRefund
from payments.operations import ask_refund, cancel_payment, renew_payment_code
from payments.psp import review
from tests.payments.conftest import entries, work
from tests.payments.hosted import Desks, ask, books, deliver, set_up

KINDS = ["stripe", "mercadopago", "asaas"]
CREATES = {
    "stripe": "POST /stripe/v1/checkout/sessions",
    "mercadopago": "POST /mercadopago/v1/payments",
    "asaas": "POST /asaas/payments",
}
REFUNDS = {
    "stripe": "POST /stripe/v1/refunds",
    "mercadopago": "POST /mercadopago/v1/payments/.*/refunds",
    "asaas": "POST /asaas/payments/.*/refund",
}
THINGS = {"stripe": "session", "mercadopago": "payment", "asaas": "payment"}


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def sim(tenant, desks, kind) -> Desks:
    set_up(kind)
    return desks


def post(client, sim, *, twice: bool = False) -> list[int]:
    """Deliver what waits, and do what follows."""
    letters = sim.letters()
    told = [deliver(client, one) for one in letters * (2 if twice else 1)]
    work()
    return told


def test_is_made_once_though_its_answer_was_lost(sim, kind):
    sim.break_next(CREATES[kind], "cut_after")

    payment = ask(f"{kind}:pix")
    before = payment.instructions["state"]
    work(later=True)
    payment.refresh_from_db()

    assert (before, payment.instructions["state"]) == ("trouble", "ready")
    assert sim.count(kind, THINGS[kind]) == 1


def test_a_gateway_that_is_down_is_said_and_asked_again(sim, kind):
    sim.break_next(CREATES[kind], "429")
    sim.break_next(CREATES[kind], "500")

    payment = ask(f"{kind}:pix")
    states = [payment.instructions["state"]]
    for _try in range(2):
        work(later=True)
        payment.refresh_from_db()
        states.append(payment.instructions["state"])

    assert states == ["trouble", "trouble", "ready"]


def test_what_is_paid_counts_once_though_told_twice(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.letters()
    sim.act(payment, "pay")

    told = post(client, sim, twice=True)

    assert set(told) == {200}
    assert entries(payment) == [("requested", "50.00"), ("approved", "50.00")]
    assert PixReceipt.objects.get().provider == kind


def test_what_is_paid_is_found_without_any_webhook(sim, kind):
    payment = ask(f"{kind}:card")
    sim.act(payment, "pay", deliver="never")

    work(later=True)

    assert entries(payment)[-1] == ("approved", "50.00")


def test_a_lie_counts_for_nothing(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.act(payment, "pay", deliver="lie")

    assert set(post(client, sim)) == {200}
    assert entries(payment) == [("requested", "50.00")]


@pytest.mark.parametrize("how", ["forged", "unsigned"])
def test_what_is_not_signed_is_not_even_kept(sim, kind, client, how):
    payment = ask(f"{kind}:pix")
    post(client, sim)
    before = InboundNotice.objects.count()
    sim.act(payment, "pay", deliver=how)

    assert set(post(client, sim)) == {401}
    assert InboundNotice.objects.count() == before


def test_another_amount_waits_for_a_person(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.act(payment, "pay", cents=4000)
    post(client, sim)

    assert PixReceipt.objects.get().problem == "amount"
    assert entries(payment) == [("requested", "50.00"), ("held", "40.00")]


def test_money_for_a_cancelled_payment_is_held_and_goes_back(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.act(payment, "pay", deliver="never")
    cancel_payment(payment)
    work()
    receipt = PixReceipt.objects.get()

    review.send_back(receipt, actor=None)
    work()

    assert receipt.problem == "late"
    assert entries(payment)[-1] == ("returned", "50.00")


def test_cancelling_closes_the_charge(sim, kind):
    payment = ask(f"{kind}:pix")
    cancel_payment(payment)
    work()

    assert payment.hosted.get().status == HostedCharge.Status.REMOVED
    answer = sim.link.post(f"/_sim/{kind}/pay", json={"key": payment.hosted.get().remote_id})
    assert answer.status_code == 409


def test_an_expired_charge_is_replaced_once(sim, kind, client):
    payment = ask(f"{kind}:pix")
    payment.hosted.update(expires_at=payment.created_at)

    renew_payment_code(payment)
    renew_payment_code(payment)
    work()
    payment.refresh_from_db()

    assert list(payment.hosted.order_by("number").values_list("status", flat=True)) == [
        "removed",
        "active",
    ]
    assert payment.instructions["state"] == "ready"


def test_a_part_goes_back_once_though_its_answer_was_lost(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.act(payment, "pay")
    post(client, sim)
    sim.break_next(REFUNDS[kind], "cut_after")

    ask_refund(payment, key="r-1", amount=payment.amount / 5)
    work()
    post(client, sim)
    work(later=True)

    assert entries(payment)[-1] == ("refunded", "10.00")
    assert [one.status for one in PixRefund.objects.all()] == ["done"]
    assert payment.hosted.get().outcome in ("approved", "part_refunded")


def test_a_refund_on_its_way_is_looked_at_until_it_arrives(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.act(payment, "pay")
    post(client, sim)
    sim.tell(f"{kind}/refunds", wait=True)
    ask_refund(payment, key="r-1", amount=payment.amount)
    work()
    on_its_way = PixRefund.objects.get().status

    sim.act(payment, "finish", deliver="never")
    work(later=True)

    assert (on_its_way, PixRefund.objects.get().status) == ("sent", "done")
    assert books(payment)[0] == "refunded"


def test_a_refund_that_the_gateway_refuses_waits_for_a_person(sim, kind, client):
    payment = ask(f"{kind}:pix")
    sim.act(payment, "pay")
    post(client, sim)
    sim.break_next(REFUNDS[kind], "400")

    ask_refund(payment, key="r-1", amount=payment.amount)
    work()

    assert [one.amount for one in review.failed_refunds()] == [payment.amount]


def test_a_dispute_is_noted_and_a_won_one_gives_the_money_back(sim, kind, client):
    payment = ask(f"{kind}:card")
    sim.act(payment, "pay")
    post(client, sim)
    sim.act(payment, "dispute")
    post(client, sim)
    disputed = books(payment)[0]

    sim.act(payment, "win")
    post(client, sim)

    assert (disputed, books(payment)[0]) == ("chargeback", "approved")
    assert [one for one, _ in entries(payment)][-2:] == ["chargeback", "won_back"]


def test_in_whatever_order_it_is_told_the_books_are_the_same(sim, kind, client):
    payment = ask(f"{kind}:pix")
    for verb in ("pay", "refund"):
        sim.act(payment, verb)
    letters = sim.letters()[-3:]
    rounds = [(*order, order[0]) for order in permutations(range(3))]  # the first comes twice

    found = [told_in(client, payment, [letters[at] for at in order]) for order in rounds]

    assert len(found) == 6
    assert found == [found[0]] * len(found)
    assert found[0][:2] == (
        "refunded",
        [("approved", "50.00"), ("refunded", "50.00"), ("requested", "50.00")],
    )


def told_in(client, payment, letters):
    """The books after webhooks in this order, each acted on at once; then nothing happened."""
    with transaction.atomic():
        for letter in letters:
            deliver(client, letter)
            work(rounds=1)
        found = books(payment)
        transaction.set_rollback(True)
    return found


def test_between_any_two_steps_any_old_word_may_come(sim, kind, client):
    payment = ask(f"{kind}:card")
    letters = sim.letters()
    for verb in ("pay", "refund"):
        sim.act(payment, verb, deliver="twice")
        letters += sim.letters()
        for letter in letters[::-1]:
            deliver(client, letter)
            work()

    assert books(payment)[0] == "refunded"
    assert LedgerEntry.objects.filter(payment=payment).count() == 3
