"""GET /menu and GET /store: what is on offer, quick to ask again."""

from datetime import timedelta

import brotli
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.operations.availability import mark_sold_out
from catalog.operations.items import update_item
from tests.api.conftest import statements
from tests.factories import make_group, make_item


def menu(program, **headers):
    return program.send("get", "/menu", **headers)


def test_holds_items_with_their_options_and_prices(visitor, dish):
    make_group("Tamanho", item=dish, options={"P": "0.00", "G": "8.00"})

    found = menu(visitor).json()

    (item,) = found["items"]
    assert (found["currency"], item["id"], item["price"]) == ("BRL", dish.pk, "42.00")
    (group,) = item["option_groups"]
    assert [option["price"] for option in group["options"]] == ["0.00", "8.00"]
    assert item["category_id"] in [category["id"] for category in found["categories"]]


def test_hidden_items_are_not_told_of(visitor, dish):
    make_item("Segredo", status="hidden")

    assert [item["name"] for item in menu(visitor).json()["items"]] == ["Feijoada"]


def test_who_has_it_already_gets_nothing_again(visitor, dish):
    first = menu(visitor)

    again = menu(visitor, **{"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_a_write_is_seen_with_the_next_request(visitor, dish):
    etag = menu(visitor)["ETag"]
    update_item(dish, actor=None, price="50.00")

    answer = menu(visitor, **{"If-None-Match": etag})

    assert answer.status_code == 200
    assert answer.json()["items"][0]["price"] == "50.00"


def test_what_is_back_by_itself_is_back(visitor, dish, monkeypatch):
    mark_sold_out(dish, until=timezone.now() + timedelta(minutes=5), actor=None)
    assert menu(visitor).json()["items"][0]["is_sold_out"]
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert not menu(visitor).json()["items"][0]["is_sold_out"]


def test_a_kept_menu_asks_the_database_nothing(visitor, dish):
    menu(visitor)

    with CaptureQueriesContext(connection) as queries:
        assert menu(visitor).status_code == 200

    assert not queries.captured_queries


def test_a_menu_of_any_size_takes_the_same_statements(visitor, dish):
    for at in range(20):
        make_group(f"G{at}", item=make_item(f"Prato {at}"), options={"A": "1"}, minimum=0)

    with CaptureQueriesContext(connection) as queries:
        menu(visitor)

    assert len(statements(queries)) <= 8, statements(queries)


def test_languages_and_encodings_are_kept_apart(visitor, dish):
    plain = menu(visitor)
    packed = menu(visitor, **{"Accept-Encoding": "br"})

    assert brotli.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert {"Accept-Encoding", "Accept-Language"} <= set(packed["Vary"].split(", "))


def test_the_store_says_how_one_may_order_and_pay(visitor):
    found = visitor.send("get", "/store").json()

    assert (found["name"], found["is_open"], found["currency"]) == ("Primeira", True, "BRL")
    ways = {way["profile"]: way for way in found["profiles"]}
    assert set(ways) == {"delivery", "pickup", "table"}
    assert "pix" in [method["method"] for method in ways["pickup"]["payment_methods"]]


def test_the_store_asks_for_the_gateways_alone(visitor):
    visitor.send("get", "/store")

    with CaptureQueriesContext(connection) as queries:
        visitor.send("get", "/store")

    assert len(statements(queries)) == 1, statements(queries)
