"""The catalogue for keys: read, made, changed, put away, and never overwritten unseen."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models.categories import Category
from catalog.models.items import Item
from catalog.models.options import OptionGroup
from flowt.api.operations import create_key
from flowt.api.scopes import Scope
from flowt.audit.models import AuditEntry
from flowt.tenancy import tenant_context
from tests.api.conftest import Program, racing, statements
from tests.conftest import host_of
from tests.factories import make_category, make_group, make_item


@pytest.fixture
def writer(program):
    return program()


def fields_of(answer):
    return [error["field"] for error in answer.json()["errors"]]


def test_an_item_is_made_and_read_again(writer):
    category = make_category()
    window = {"weekdays": ["saturday", "sunday"], "starts": "18:00", "ends": "02:00"}
    body = {"category_id": category.pk, "name": "Pizza", "price": "48.00", "windows": [window]}

    made = writer.send("post", "/catalog/items", body)

    assert made.status_code == 201
    found = writer.get(made["Location"])
    assert found.json() == made.json()
    assert found["ETag"] == made["ETag"]
    assert (found.json()["price"], found.json()["windows"]) == ("48.00", [window])


def test_a_patch_changes_what_it_names_and_nothing_else(writer, dish):
    answer = writer.send("patch", f"/catalog/items/{dish.pk}", {"price": "45.00"})

    assert (answer.json()["price"], answer.json()["name"]) == ("45.00", "Feijoada")
    entry = AuditEntry.objects.get(action="item.change")
    assert entry.actor_label.startswith("API: Caixa")
    assert entry.after == {"price": "45.00"}


def test_what_somebody_changed_meanwhile_is_not_overwritten(writer, dish):
    there = f"/catalog/items/{dish.pk}"
    etag = writer.send("get", there)["ETag"]
    Item.objects.update(price=50)

    answer = writer.send("patch", there, {"price": "45.00"}, **{"If-Match": etag})

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert answer["ETag"] != etag
    assert writer.send("patch", there, {"price": "45.00"}, **{"If-Match": answer["ETag"]}).json()
    assert Item.objects.get().price == 45


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"price": "45"}, "/price"),
        ({"price": 45.0}, "/price"),
        ({"price": "-1.00"}, "/price"),
        ({"price": "99999999999.00"}, "/price"),
        ({"name": " "}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "x" * 121}, "/name"),
        ({"status": "archived"}, "/status"),
        ({"stock": 3}, "/stock"),
        ({"slug": "novo"}, "/slug"),
        ({"category_id": 999_999}, "/category_id"),
        ({"diets": ["meat"]}, "/diets/0"),
        (
            {"windows": [{"weekdays": ["monday"], "starts": "25:00", "ends": "02:00"}]},
            "/windows/0/starts",
        ),
    ],
)
def test_names_what_is_wrong(writer, dish, body, field):
    answer = writer.send("patch", f"/catalog/items/{dish.pk}", body)

    assert answer.status_code == 422
    assert fields_of(answer) == [field]
    dish.refresh_from_db()
    assert (dish.name, dish.price) == ("Feijoada", 42)


def test_a_sku_is_of_one_item(writer, dish):
    make_item("Outro", sku="A1")

    answer = writer.send("patch", f"/catalog/items/{dish.pk}", {"sku": "A1"})

    assert (answer.status_code, answer.json()["code"]) == (422, "sku_taken")


def test_stock_sold_out_and_back(writer, dish):
    there = f"/catalog/items/{dish.pk}"
    until = (timezone.now() + timedelta(hours=2)).replace(microsecond=0)

    assert writer.send("put", f"{there}/stock", {"stock": 3}).json()["stock"] == 3
    out = writer.send("put", f"{there}/sold-out", {"until": until.isoformat()}).json()
    assert out["sold_out_until"] == until.isoformat()
    assert writer.send("put", f"{there}/sold-out", {}).json()["sold_out_until"] is None
    back = writer.send("delete", f"{there}/sold-out").json()
    assert (back["is_marked_sold_out"], back["stock"]) == (False, 3)


def test_sold_out_ends_in_the_future(writer, dish):
    past = (timezone.now() - timedelta(hours=2)).isoformat()

    answer = writer.send("put", f"/catalog/items/{dish.pk}/sold-out", {"until": past})

    assert fields_of(answer) == ["/until"]


def test_an_item_is_archived_and_restored(writer, dish):
    there = f"/catalog/items/{dish.pk}"

    assert writer.send("delete", there).status_code == 204
    assert writer.send("get", there).json()["status"] == "archived"
    assert writer.send("get", "/catalog/items").json()["data"] == []
    assert fields_of(writer.send("patch", there, {"status": "active"})) == ["/status"]
    assert writer.send("post", f"{there}/restore").json()["status"] == "hidden"


def test_groups_are_written_whole_and_keep_their_options(writer, dish):
    body = {
        "name": "Borda",
        "options": [{"name": "Catupiry", "price": "5.00"}, {"name": "Cheddar"}],
    }
    made = writer.send("post", "/catalog/option-groups", body).json()
    first = made["options"][0]
    body["options"] = [{"id": first["id"], "name": "Catupiry", "price": "6.00"}]

    changed = writer.send("put", f"/catalog/option-groups/{made['id']}", body).json()

    assert [(one["id"], one["price"]) for one in changed["options"]] == [(first["id"], "6.00")]


def test_items_ask_the_groups_they_are_given_in_that_order(writer, dish):
    first, second, third = (make_group(name, item=dish) for name in ("A", "B", "C"))
    there = f"/catalog/items/{dish.pk}/option-groups"

    found = writer.send("put", there, {"option_group_ids": [third.pk, first.pk]}).json()

    assert found["option_group_ids"] == [third.pk, first.pk]
    assert fields_of(writer.send("put", there, {"option_group_ids": [first.pk, 10**9]})) == [
        "/option_group_ids/1"
    ]
    assert (
        second.pk not in writer.send("get", f"/catalog/items/{dish.pk}").json()["option_group_ids"]
    )


def test_an_option_of_another_group_is_not_taken_over(writer):
    theirs = make_group("A", options={"X": "1"}).options.get()
    group = make_group("B", options={"Y": "1"})
    body = {"name": "B", "options": [{"id": theirs.pk, "name": "Z"}]}

    answer = writer.send("put", f"/catalog/option-groups/{group.pk}", body)

    assert fields_of(answer) == ["/options"]
    assert group.options.get().name == "Y"


def test_an_option_is_offered_or_not(writer):
    option = make_group("A", options={"X": "1"}).options.get()

    answer = writer.send(
        "put", f"/catalog/options/{option.pk}/availability", {"is_available": False}
    )

    assert answer.json()["is_available"] is False


def test_categories_are_made_changed_and_archived_when_they_are_empty(writer):
    made = writer.send("post", "/catalog/categories", {"name": "Pizzas"}).json()
    there = f"/catalog/categories/{made['id']}"
    inner = writer.send("post", "/catalog/categories", {"name": "Doces", "parent_id": made["id"]})

    assert writer.send("patch", there, {"name": "Pizza"}).json()["name"] == "Pizza"
    assert writer.send("delete", there).json()["code"] == "category_not_empty"
    writer.send("delete", f"/catalog/categories/{inner.json()['id']}")
    assert writer.send("delete", there).status_code == 204
    assert writer.send("post", f"{there}/restore").json()["is_archived"] is False


def test_a_group_is_deleted(writer, dish):
    group = make_group("A", item=dish)

    assert writer.send("delete", f"/catalog/option-groups/{group.pk}").status_code == 204
    assert not OptionGroup.objects.exists()


def test_a_post_with_a_key_makes_one(writer):
    category = make_category()
    body = {"category_id": category.pk, "name": "Pizza", "price": "48.00"}
    key = {"Idempotency-Key": "0123456789abcdef"}
    first = writer.send("post", "/catalog/items", body, **key)

    again = writer.send("post", "/catalog/items", body, **key)

    assert again.content == first.content
    assert Item.objects.count() == 1


def test_lists_page_by_id_and_filter(writer):
    one, two = make_category("A"), make_category("B")
    items = [make_item(f"I{at}", category=one if at < 3 else two) for at in range(5)]

    first = writer.send("get", "/catalog/items?limit=2").json()
    rest = writer.send("get", f"/catalog/items?limit=100&cursor={first['next_cursor']}").json()
    assert [row["id"] for row in first["data"] + rest["data"]] == [item.pk for item in items]
    found = writer.send("get", f"/catalog/items?category_id={two.pk}").json()["data"]
    assert [row["id"] for row in found] == [item.pk for item in items[3:]]


@pytest.mark.parametrize("count", [1, 15])
def test_a_list_takes_the_same_few_statements(writer, count):
    for at in range(count):
        make_group(f"G{at}", item=make_item(f"I{at}"), options={"A": "1"})

    with CaptureQueriesContext(connection) as queries:
        writer.send("get", "/catalog/items")
        writer.send("get", "/catalog/option-groups")

    assert len(statements(queries)) <= 8, statements(queries)


def test_another_tenants_rows_are_not_there(writer, other_tenant):
    with tenant_context(other_tenant):
        theirs = make_item("Pizza", price="1.00")

    for method, path, body in (
        ("get", "", None),
        ("patch", "", {"price": "2.00"}),
        ("delete", "", None),
        ("put", "/stock", {"stock": 1}),
        ("put", "/sold-out", {}),
    ):
        answer = writer.send(method, f"/catalog/items/{theirs.pk}{path}", body)
        assert answer.status_code == 404, (method, path)
    with tenant_context(other_tenant):
        assert Item.objects.get().price == 1
    assert not Category.objects.exists()


def test_of_ten_who_change_what_they_saw_one_does(trading_tenant):
    tenant = trading_tenant
    with tenant_context(tenant):
        item = make_item(price="30.00")
        key = create_key(name="Caixa", scopes=Scope.values, actor=None).secret
        host = host_of(tenant)
    there = f"/catalog/items/{item.pk}"
    etag = Program(host, key).send("get", there)["ETag"]

    def change(price):
        match = {"If-Match": etag}
        return Program(host, key).send("patch", there, {"price": price}, **match)

    answers = racing(tenant, [partial(change, f"{at}.00") for at in range(10)])

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 9
