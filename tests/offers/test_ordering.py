"""From the cart to the order: what is taken off, kept, used and given back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from offers.models import Offer, OfferUse
from orders.operations.moving import move_order
from tests.factories import make_item
from tests.offers.conftest import make_coupon, make_offer
from tests.orders.test_place import cart_of, place


@pytest.fixture
def lasagne(shop):
    return make_item("Lasanha", price="30.00", stock=10)


def with_code(contents, code):
    return replace(contents, codes=(code,))


def test_the_order_keeps_what_was_taken_off_and_why(shop, lasagne):
    offer = make_offer("Semana da casa")

    order = place(cart_of((lasagne.pk, 2)), shop, "54.00")

    line = order.lines.get()
    assert (order.subtotal, order.discount, order.total) == (60, 6, 54)
    assert (line.total, line.discount) == (60, 6)
    assert line.discounts == [
        {
            "offer_id": offer.pk,
            "label": "Semana da casa",
            "reason": "10% de desconto",
            "amount": "6.00",
        }
    ]
    assert order.discounts == line.discounts
    assert OfferUse.objects.get().amount == 6


def test_a_coupon_counts_and_comes_back_when_the_order_is_called_off(shop, lasagne):
    coupon = make_coupon("VOLTA10", limit_total=1, use_limit=1)
    order = place(with_code(cart_of((lasagne.pk, 1)), "VOLTA10"), shop, "27.00")
    taken = counts(coupon)

    move_order(order, verb="reject", reason="busy", actor=None)

    assert taken == (1, Decimal("3.00"), 1)
    assert counts(coupon) == (0, 0, 0)
    assert OfferUse.objects.get().released_at is not None


def counts(coupon):
    coupon.refresh_from_db()
    offer = Offer.objects.get(pk=coupon.offer_id)
    return offer.used_count, offer.spent, coupon.used_count
