"""Coupons over the API."""

import pytest

from orders.models import Order
from tests.api.conftest import dish, new_key, order_body, shop, visitor
from tests.api.test_placing import fields_of, place
from tests.offers.conftest import make_coupon

__all__ = ["dish", "shop", "visitor"]


def test_a_code_counts(visitor, dish):
    make_coupon("VOLTA10")

    found = place(visitor, order_body(dish, codes=[" volta10"], expected_total="37.80")).json()

    assert (found["total"], found["discount"]) == ("37.80", "4.20")
    assert found["discounts"][0]["label"] == "Cupom de volta"


def test_the_same_request_gets_the_same_order(visitor, dish):
    make_coupon("VOLTA10", limit_total=1)
    key = new_key()

    answers = [place(visitor, order_body(dish, codes=["VOLTA10"]), key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("code", ["NADA", "não é", "VOLTA10"])
def test_one_that_changes_nothing_is_refused(visitor, dish, code):
    minimum = {"kind": "minimum", "settings": {"minimum": "500.00"}}
    make_coupon("VOLTA10", conditions=[minimum])

    answer = place(visitor, order_body(dish, codes=[code]))

    assert answer.status_code == 422
    assert fields_of(answer) == ["/codes/0"]
    assert not Order.objects.exists()
