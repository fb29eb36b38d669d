"""Combos over the API: on the menu, and in orders."""

import pytest

from orders.models import Order
from tests.api.conftest import new_key, order_body
from tests.factories import make_item
from tests.offers.combos import add_fixed, add_group, make_combo


@pytest.fixture
def lunch(dish):
    combo = make_combo("Lunch", slug="lunch", price="46.00")
    add_fixed(combo, dish)
    add_group(combo, {make_item("Water", price="8.00"): "0", make_item("Wine", price="12.00"): "2"})
    return combo


def body(dish, combo, picks, **more):
    line = {"combo_id": combo.pk, "quantity": 2, "picks": picks}
    return order_body(dish, items=[], combos=[line], **more)


def place(visitor, sent):
    return visitor.send("post", "/orders", sent, **{"Idempotency-Key": new_key()})


def test_the_menu_tells_of_combos(visitor, lunch):
    (found,) = visitor.send("get", "/menu").json()["combos"]

    assert (found["id"], found["price"], found["saving"]) == (lunch.pk, "46.00", "4.00")
    fixed, asked = found["groups"]
    assert fixed["is_fixed"]
    assert [choice["surcharge"] for choice in asked["choices"]] == ["0.00", "2.00"]
    assert found["url"].endswith("/cardapio/combo/lunch/")


def test_an_order_names_picks_alone(visitor, dish, lunch):
    wine = lunch.groups.get(is_fixed=False).choices.last()

    found = place(visitor, body(dish, lunch, [{"choice_id": wine.pk}])).json()

    assert (found["subtotal"], found["discount"], found["total"]) == ("108.00", "12.00", "96.00")
    assert [(one["name"], one["combo"]["name"]) for one in found["items"]] == [
        ("Feijoada", "Lunch"),
        ("Wine", "Lunch"),
    ]


@pytest.mark.parametrize(
    ("picks", "field"),
    [([], "/combos/0"), ([{"choice_id": 1, "quantity": 0}], "/combos/0/picks/0/quantity")],
)
def test_what_is_wrong_is_named(visitor, dish, lunch, picks, field):
    answer = place(visitor, body(dish, lunch, picks))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert not Order.objects.exists()


def test_nothing_at_all_is_no_order(visitor, dish):
    answer = place(visitor, order_body(dish, items=[]))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "/items"
