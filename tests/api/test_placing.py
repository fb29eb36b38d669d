"""POST /orders: the checkout's own rules, the server's own prices."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models.items import Item
from flowt.events.models import Event
from orders.models import Order
from payments.models import Payment
from tests.api.conftest import new_key, order_body, statements
from tests.factories import make_group

ANA = {"name": "Ana Lima", "phone": "+5511999998888"}


def place(program, body, key=""):
    return program.send("post", "/orders", body, **{"Idempotency-Key": key or new_key()})


def fields_of(answer):
    return [error["field"] for error in answer.json()["errors"]]


def nothing_happened():
    return not Order.objects.exists() and not Payment.objects.exists()


def test_places_and_answers_with_the_pix_code(visitor, dish):
    answer = place(visitor, order_body(dish))

    order = Order.objects.get()
    found = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/orders/{order.token}"
    assert (found["number"], found["total"], found["currency"]) == (order.number, "42.00", "BRL")
    assert found["payment"]["pix"]["code"].startswith("000201")
    assert found["business"] is None
    assert order.via == "api"


def test_options_are_priced_and_notes_kept(visitor, dish):
    group = make_group("Extras", item=dish, options={"Farofa": "5.00"}, minimum=0)
    line = {"item_id": dish.pk, "quantity": 2, "notes": "Sem sal"}
    line["options"] = [{"option_id": group.options.get().pk}]

    found = place(visitor, order_body(dish, items=[line])).json()

    assert found["total"] == "94.00"
    assert found["items"][0]["options"][0]["name"] == "Farofa"
    assert found["items"][0]["notes"] == "Sem sal"


def test_the_event_tells_where_it_came_from(visitor, dish):
    utm = {"utm_source": "instagram"}
    place(visitor, order_body(dish, attribution={"qr_src": "balcao", "utm": utm}))

    order = Order.objects.get()
    event = Event.objects.get(type="order.placed")
    assert (order.qr_src, order.utm) == ("balcao", utm)
    assert (event.source, event.correlation_id) == ("api", order.correlation_id)


def test_another_total_is_answered_with_the_new_one(visitor, dish):
    answer = place(visitor, order_body(dish, expected_total="40.00"))

    assert answer.status_code == 409
    assert answer.json()["code"] == "price_changed"
    assert (answer.json()["total"], answer.json()["currency"]) == ("42.00", "BRL")
    assert nothing_happened()


def test_the_new_total_may_be_accepted_with_the_same_key(visitor, dish):
    key = new_key()
    place(visitor, order_body(dish, expected_total="40.00"), key)

    answer = place(visitor, order_body(dish, expected_total="42.00"), key)

    assert answer.status_code == 201


def test_delivery_needs_the_whole_address(visitor, dish):
    answer = place(visitor, order_body(dish, profile="delivery"))

    assert answer.status_code == 422
    assert set(fields_of(answer)) >= {"/address/cep", "/address/street", "/address/city"}
    assert nothing_happened()


def test_delivery_adds_the_fee(visitor, dish):
    address = {"cep": "01310-100", "street": "Av. Paulista", "number": "1"}
    address |= {"district": "Bela Vista", "city": "São Paulo", "state": "SP"}

    found = place(visitor, order_body(dish, profile="delivery", address=address)).json()

    assert (found["delivery_fee"], found["total"]) == ("7.00", "49.00")
    assert found["address"]["cep"] == "01310100"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"discount": "42.00"}, "/discount"),
        ({"total": "0.01"}, "/total"),
        ({"profile": "drone"}, "/profile"),
        ({"payment_method": "shells"}, "/payment_method"),
        ({"expected_total": 42}, "/expected_total"),
        ({"expected_total": "-1.00"}, "/expected_total"),
        ({"customer": {"name": "Ana", "phone": "123"}}, "/customer/phone"),
        ({"customer": {**ANA, "name": ""}}, "/customer/name"),
        ({"customer": {**ANA, "vip": True}}, "/customer/vip"),
        ({"items": []}, "/items"),
        ({"items": [{"item_id": 1, "price": "0.01"}]}, "/items/0/price"),
        ({"items": [{"item_id": 1, "quantity": 0}]}, "/items/0/quantity"),
        ({"items": [{"item_id": 1, "quantity": "2"}]}, "/items/0/quantity"),
        ({"items": [{"item_id": 10**30}]}, "/items/0/item_id"),
        ({"table": "7"}, "/table"),
        ({"notes": "a\u0000b"}, "/notes"),
        ({"notes": "a\ud800b"}, "/notes"),
        ({"customer": {"name": "A", "phone": "+5511999998888", "email": "x"}}, "/customer/email"),
        (
            {"customer": {"name": "A", "phone": "+5511999998888", "document": "1"}},
            "/customer/document",
        ),
    ],
)
def test_names_the_field_that_is_wrong(visitor, dish, change, field):
    answer = place(visitor, order_body(dish, **change))

    assert answer.status_code == 422
    assert field in fields_of(answer)
    assert nothing_happened()


def test_more_than_is_left_names_the_line(visitor, dish):
    answer = place(visitor, order_body(dish, items=[{"item_id": dish.pk, "quantity": 11}]))

    assert answer.status_code == 422
    assert fields_of(answer) == ["/items/0"]
    assert Item.objects.get(pk=dish.pk).stock == 10


def test_a_refusal_has_a_code_and_a_sentence(visitor, dish, shop):
    body = order_body(dish, payment_method="cash", change_for="10.00")

    answer = place(visitor, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "change_too_small")
    assert "R$" in answer.json()["detail"]
    assert nothing_happened()


def test_another_tenants_item_is_not_on_this_menu(visitor, dish, other_tenant):
    from flowt.tenancy import tenant_context
    from tests.factories import make_item

    with tenant_context(other_tenant):
        theirs = make_item("Pizza", price="1.00")

    assert place(visitor, order_body(theirs)).status_code == 422
    assert nothing_happened()


def test_who_has_the_token_may_follow(visitor, dish):
    token = place(visitor, order_body(dish)).json()["token"]

    found = visitor.send("get", f"/orders/{token}")

    assert found.json()["steps"][0]["status"] == "under_review"
    assert found.json()["business"] is None
    assert Decimal(found.json()["total"]) == Decimal("42.00")


def test_a_free_hand_at_tokens_finds_nothing(visitor, dish):
    place(visitor, order_body(dish))

    assert visitor.send("get", "/orders/1").status_code == 404
    assert visitor.send("get", "/orders/%00").status_code == 404


def test_takes_few_statements(visitor, dish):
    place(visitor, order_body(dish))

    with CaptureQueriesContext(connection) as queries:
        place(visitor, order_body(dish, items=[{"item_id": dish.pk, "quantity": 2}]))

    assert len(statements(queries)) <= 26, "\n".join(sql[:100] for sql in statements(queries))
