"""From the cart to the order: what is taken off, kept and told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cart.selectors import price
from offers.models import OfferUse
from orders.discounts import discount_rows
from orders.documents import documents
from orders.export import rows_as_csv
from orders.models import Order
from tests.factories import make_item
from tests.offers.conftest import make_offer
from tests.orders.placing import HOME, cart_of, place


@pytest.fixture
def lasagne(shop):
    return make_item("Lasanha", price="30.00", stock=10)


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
    assert order.discounts == [{**line.discounts[0], "off": "6.00"}]
    assert OfferUse.objects.get().amount == 6


def test_delivery_and_gift_are_told_apart_from_what_the_lines_cost(shop, lasagne):
    gift = make_item("Pudim", price="12.00", stock=3)
    make_offer("Frete", benefit="free_delivery", benefit_settings={})
    make_offer("Doce", benefit="gift", benefit_settings={"item": gift.pk, "quantity": 2})

    order = place(cart_of((lasagne.pk, 1)), shop, "30.00", profile="delivery", address=HOME)

    assert (order.discount, order.delivery_fee, order.total) == (0, 0, 30)
    told = {row["label"]: (row["amount"], row["off"]) for row in order.discounts}
    assert told == {"Doce": ("24.00", "0"), "Frete": ("7.00", "0")}
    assert [row.label for row in discount_rows(order)] == ["Frete"]
    assert [line.total for line in order.lines.all()] == [30, 0]
    gift.refresh_from_db()
    assert gift.stock == 1


def test_hours_are_judged_at_the_time_it_is_for(shop, lasagne):
    noon = {"weekdays": [0, 1, 2, 3, 4, 5, 6], "hours": [["12:00", "13:00"]]}
    make_offer("Almoço", conditions=[{"kind": "hours", "settings": noon}])
    at = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # half past twelve in São Paulo

    def total(now):
        contents = cart_of((lasagne.pk, 1))
        return price(contents, tenant=shop, now=now, profile="pickup").total

    assert (total(at), total(at - timedelta(hours=2))) == (27, 30)


def test_pricing_asks_little_and_nothing_where_there_is_no_offer(shop, lasagne):
    contents = cart_of((lasagne.pk, 1))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            price(contents, tenant=shop, now=timezone.now(), profile="pickup")
        return sum("SELECT" in query["sql"] for query in captured)

    queries()
    without = queries()
    make_offer("Livre")
    make_offer("Contada", limit_total=5, limit_per_person=1, limit_per_period=2, period="day")
    queries()
    assert (without, queries()) == (2, 3)


def test_a_part_of_the_order_is_told_by_the_api(shop, lasagne):
    make_offer("Semana da casa", conditions=[])
    order = place(cart_of((lasagne.pk, 2)), shop, "54.00")
    request = RequestFactory().get("/")
    request.tenant, request.is_main_host = shop, False

    (found,) = documents([order], request, for_business=False)

    assert (found.discount, found.items[0].discount) == ("6.00", "6.00")
    assert found.discounts[0].label == "Semana da casa"
    assert "Semana da casa" in "".join(rows_as_csv(Order.objects.all()))
