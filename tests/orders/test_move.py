from decimal import Decimal
from itertools import product

import pytest

from flowt.events.models import Event
from orders.errors import ReasonMissing
from orders.models import Order, OrderLine
from orders.operations.moving import EVENTS, move_order
from orders.operations.paying import confirm_order_payment, refund_order_payment
from orders.states import MATRIX, ForbiddenMove, Verb
from payments.models import Payment
from payments.operations import request_payment
from payments.selectors import payments_of, refund_due
from tests.factories import make_item, make_order

EVERY = list(product(Order.Profile.values, Order.Status.values, Verb.values))
FORBIDDEN = [one for one in EVERY if one[1:] not in MATRIX[one[0]]]
ALLOWED = [one for one in EVERY if one[1:] in MATRIX[one[0]]]


def asked_to_pay(order: Order) -> Payment:
    return request_payment(
        key=order.reference,
        reference=order.reference,
        amount=order.total,
        currency="BRL",
        gateway="cash",
    )


@pytest.mark.parametrize(("profile", "status", "verb"), FORBIDDEN)
def test_refuses_what_the_matrix_forbids(tenant, profile, status, verb):
    order = make_order(profile=profile, status=status)

    with pytest.raises(ForbiddenMove) as refused:
        move_order(order, verb=verb, reason="stock", actor=None)

    order.refresh_from_db()
    assert refused.value.status == 422
    assert order.status == status
    assert order.moves.count() == 1
    assert not Event.objects.exists()


@pytest.mark.parametrize(("profile", "status", "verb"), ALLOWED)
def test_does_what_the_matrix_allows(tenant, client_as, profile, status, verb):
    order, actor = make_order(profile=profile, status=status), client_as("owner").user

    order = move_order(order, verb=verb, reason="stock", actor=actor)

    move = order.moves.last()
    assert order.status == MATRIX[profile][status, verb]
    assert (move.verb, move.from_status, move.to_status) == (verb, status, order.status)
    assert (move.actor_id, move.actor_label) == (actor.pk, actor.email)
    assert Event.objects.get().type == EVENTS[verb].name


def test_writes_down_when(tenant):
    order = make_order(profile="delivery")

    for verb in ("accept", "ready", "send", "deliver"):
        order = move_order(order, verb=verb, actor=None)

    assert order.placed_at <= order.accepted_at <= order.ready_at <= order.closed_at


@pytest.mark.parametrize("verb", ["reject", "cancel"])
def test_no_reason_no_end(tenant, verb):
    order = make_order()

    with pytest.raises(ReasonMissing):
        move_order(order, verb=verb, actor=None)

    order.refresh_from_db()
    assert order.status == "under_review"


def test_a_rejected_order_gives_its_stock_back(tenant):
    item, gone = make_item(stock=3), make_item(stock=None)
    order = make_order()
    OrderLine.objects.filter(order=order).update(item_id=item.pk, quantity=2, unit_price=15)
    OrderLine.objects.create(
        order=order, position=2, item_id=gone.pk, name="x", quantity=1, unit_price=0, total=0
    )

    move_order(order, verb="reject", reason="stock", note="Acabou", actor=None)

    item.refresh_from_db()
    order.refresh_from_db()
    assert item.stock == 5
    assert (order.close_reason, order.close_note) == ("stock", "Acabou")
    assert Event.objects.get().payload["quantities"] == [[item.pk, 2], [gone.pk, 1]]


def test_a_rejected_order_is_not_paid_any_more(tenant):
    order = make_order()
    payment = asked_to_pay(order)

    move_order(order, verb="reject", reason="stock", actor=None)

    payment.refresh_from_db()
    assert payment.status == "cancelled"


def test_a_cancelled_order_that_was_paid_is_to_be_refunded(tenant):
    order = make_order()
    asked_to_pay(order)
    confirm_order_payment(order, actor=None)

    order = move_order(order, verb="cancel", reason="customer", actor=None)

    found = payments_of([order.reference])[order.reference]
    assert refund_due(found) == Decimal("30.00")
    assert order.paid == Decimal("30.00")  # until it really went back


def test_paying_twice_is_paying_once(tenant):
    order = make_order()
    asked_to_pay(order)

    confirm_order_payment(order, actor=None)
    order = confirm_order_payment(order, actor=None)

    assert order.is_paid
    assert order.paid == Decimal("30.00")
    assert Event.objects.filter(type="order.paid").count() == 1


def test_a_refund_is_written_once_for_a_key(tenant):
    order = make_order()
    asked_to_pay(order)
    confirm_order_payment(order, actor=None)

    refund_order_payment(order, key="r1", amount=Decimal("10"), actor=None)
    order = refund_order_payment(order, key="r1", amount=Decimal("10"), actor=None)

    assert order.paid == Decimal("20.00")
    assert refund_order_payment(order, key="r2", actor=None).paid == 0
