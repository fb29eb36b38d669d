from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from flowt.events.models import Event
from payments.errors import (
    GatewayNotOffered,
    NotCancellable,
    NotPayable,
    NotRefundable,
    PaymentKeyReused,
    RefundTooLarge,
)
from payments.ledger import add_up
from payments.models import LedgerEntry, Payment
from payments.operations import (
    ask_refund,
    cancel_payment,
    confirm_payment,
    refund_payment,
    request_payment,
)


def ask(key="pedido-1", amount="50.00", gateway="cash", reference="order-1") -> Payment:
    return request_payment(
        key=key, reference=reference, amount=Decimal(amount), currency="BRL", gateway=gateway
    )


def kinds(payment) -> list[str]:
    return list(payment.ledger.values_list("kind", flat=True))


def test_a_repeat_asks_once(tenant):
    first, second = ask(), ask()

    assert first == second
    assert kinds(first) == ["requested"]


def test_a_key_is_for_one_amount(tenant):
    ask()

    with pytest.raises(PaymentKeyReused):
        ask(amount="50.01")

    assert Payment.objects.get().amount == Decimal("50.00")


def test_a_gateway_that_is_off_asks_nothing(tenant):
    with pytest.raises(GatewayNotOffered):
        ask(gateway="pix")

    assert not Payment.objects.exists()


def test_confirming_twice_notes_it_once(tenant):
    payment = confirm_payment(ask(), actor=None)

    confirm_payment(payment, actor=None)

    assert payment.status == "approved"
    assert kinds(payment) == ["requested", "approved"]
    assert Event.objects.filter(type="payment.approved").count() == 1


def test_what_was_cancelled_is_not_confirmed(tenant):
    payment = cancel_payment(ask())

    with pytest.raises(NotPayable):
        confirm_payment(payment, actor=None)

    assert kinds(payment) == ["requested", "cancelled"]


def test_what_was_received_is_not_cancelled(tenant):
    payment = confirm_payment(ask(), actor=None)

    with pytest.raises(NotCancellable):
        cancel_payment(payment)

    assert kinds(payment) == ["requested", "approved"]


def test_refunds_add_up(tenant):
    payment = confirm_payment(ask(), actor=None)

    part = refund_payment(payment, key="a", amount=Decimal("20"), actor=None)
    refund_payment(payment, key="a", amount=Decimal("20"), actor=None)
    whole = refund_payment(payment, key="b", amount=Decimal("30"), actor=None)

    assert part.status == "approved"
    assert whole.status == "refunded"
    assert kinds(payment) == ["requested", "approved", "refunded", "refunded"]
    assert Event.objects.filter(type="payment.refunded").count() == 2


def test_refuses_to_refund_more_than_was_kept(tenant):
    payment = confirm_payment(ask(), actor=None)

    with pytest.raises(RefundTooLarge):
        refund_payment(payment, key="a", amount=Decimal("50.01"), actor=None)

    assert kinds(payment) == ["requested", "approved"]


def test_refuses_to_refund_what_never_came(tenant):
    with pytest.raises(NotRefundable):
        refund_payment(ask(), key="a", amount=Decimal("1"), actor=None)


def test_a_refund_asked_for_is_due_until_done(tenant):
    payment = confirm_payment(ask(), actor=None)
    ask_refund(payment, key="c", amount=Decimal("50"))
    due = add_up(payment.amount, payment.ledger.values_list("kind", "amount")).refund_due

    refund_payment(payment, key="c", amount=Decimal("50"), actor=None)

    assert due == Decimal("50.00")
    assert add_up(payment.amount, payment.ledger.values_list("kind", "amount")).refund_due == 0


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_rewrite_the_ledger(tenant, change):
    entries = LedgerEntry.objects.filter(payment=ask())

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        entries.update(amount=1) if change == "update" else entries._raw_delete("default")

    assert entries.get().amount == Decimal("50.00")


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(LedgerEntry.Kind.values),
        st.decimals(min_value=0, max_value=100, places=2),
    )
)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_entries_makes_no_difference(entries, random):
    shuffled = list(entries)
    random.shuffle(shuffled)

    assert add_up(Decimal(50), entries) == add_up(Decimal(50), shuffled)


@given(ENTRIES)
def test_paid_means_the_amount_was_received(entries):
    standing = add_up(Decimal(50), entries)

    paid = ("approved", "refunded", "chargeback")
    assert (standing.status in paid) == (standing.received >= 50)
