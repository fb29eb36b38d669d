"""Orders for keys: listed, filtered, paged, moved."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from flowt.api.operations import create_key
from flowt.api.scopes import Scope
from flowt.tenancy import tenant_context
from orders.models import Order
from tests.api.conftest import Program, statements
from tests.conftest import host_of
from tests.factories import make_order


@pytest.fixture
def reader(program):
    return program(Scope.ORDERS_READ)


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [order["number"] for order in answer.json()["data"]]


def test_lists_the_newest_first_with_what_the_business_knows(reader):
    make_order(number=1)
    make_order(number=2, utm={"utm_source": "x"}, via="qr")

    answer = reader.send("get", "/orders")

    assert numbers(answer) == [2, 1]
    business = answer.json()["data"][0]["business"]
    assert business["attribution"]["utm"] == {"utm_source": "x"}
    assert business["customer"]["phone"].startswith("+55")
    assert business["next_verbs"] == ["accept", "reject", "cancel"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=approved", [2]),
        ("status=open", [3, 2]),
        ("profile=table", [3]),
        ("number=1", [1]),
        ("customer_phone=(11)%2098888-7777", [2]),
        ("status=approved&profile=table", []),
    ],
)
def test_filters(reader, query, expected):
    make_order(number=1, status="cancelled", closed_at=timezone.now())
    make_order(number=2, status="approved", customer_phone="+5511988887777")
    make_order(number=3, profile="table", table_label="1")

    assert numbers(reader.send("get", f"/orders?{query}")) == expected


def test_filters_by_time(reader):
    now = timezone.now()
    for number in (1, 2, 3):
        make_order(number=number, placed_at=now - timedelta(days=3 - number))
    since = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    assert numbers(reader.send("get", f"/orders?placed_from={since}")) == [3, 2]
    assert numbers(reader.send("get", f"/orders?placed_to={since}")) == [1]


def test_pages_do_not_shift_when_orders_come_in(reader):
    for number in range(1, 8):
        make_order(number=number)
    first = reader.send("get", "/orders?limit=3")
    make_order(number=8)

    seen, answer = numbers(first), first
    while there := answer.json()["next"]:
        assert answer["Link"] == f'<{there}>; rel="next"'
        parts = urlsplit(there)
        answer = reader.get(f"{parts.path}?{parts.query}")
        seen += numbers(answer)
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert answer.json()["next_cursor"] is None


def test_a_cursor_is_of_its_list_its_filters_and_its_tenant(reader, program, other_tenant):
    for number in (1, 2):
        make_order(number=number)
    cursor = reader.send("get", "/orders?limit=1").json()["next_cursor"]

    assert numbers(reader.send("get", f"/orders?limit=1&cursor={cursor}")) == [1]
    assert reader.send("get", f"/orders?status=open&cursor={cursor}").status_code == 422
    assert reader.send("get", f"/orders?cursor={cursor[:-1]}x").status_code == 422
    items = program(Scope.CATALOG_READ).send("get", f"/catalog/items?cursor={cursor}")
    assert items.status_code == 422
    with tenant_context(other_tenant):
        theirs = create_key(name="x", scopes=[Scope.ORDERS_READ], actor=None).secret
    stranger = Program(host_of(other_tenant), theirs)
    assert stranger.send("get", "/orders").status_code == 200
    assert stranger.send("get", f"/orders?limit=1&cursor={cursor}").status_code == 422


@pytest.mark.parametrize("count", [1, 20])
def test_a_page_takes_the_same_few_statements(reader, count):
    for number in range(1, count + 1):
        make_order(number=number, lines=2)
    reader.send("get", "/orders")

    with CaptureQueriesContext(connection) as queries:
        assert len(numbers(reader.send("get", "/orders"))) == count

    assert len(statements(queries)) <= 6, statements(queries)


def test_moves_as_the_matrix_says(program):
    mover = program(Scope.ORDERS_MOVE)
    order = make_order()

    answer = mover.send("post", f"/orders/{order.token}/moves", {"verb": "accept"})

    assert answer.json()["status"] == "approved"
    assert [step["status"] for step in answer.json()["steps"]] == ["under_review", "approved"]


def test_what_the_state_forbids_is_refused(program):
    order = make_order(status="delivered", closed_at=timezone.now())

    answer = program().send("post", f"/orders/{order.token}/moves", {"verb": "accept"})

    assert (answer.status_code, answer.json()["code"]) == (422, "forbidden_move")
    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED


def test_a_move_may_be_sent_twice(program):
    mover, order = program(), make_order()
    key = {"Idempotency-Key": "0123456789abcdef"}
    there = f"/orders/{order.token}/moves"
    first = mover.send("post", there, {"verb": "accept"}, **key)

    again = mover.send("post", there, {"verb": "accept"}, **key)

    assert (again.status_code, again.content) == (200, first.content)
    assert order.moves.count() == 2


@pytest.mark.parametrize("body", [{"verb": "reject"}, {"verb": "cancel", "reason": ""}])
def test_calling_off_needs_a_reason(program, body):
    order = make_order()

    answer = program().send("post", f"/orders/{order.token}/moves", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "reason_missing")


def test_another_tenants_orders_are_not_there(reader, program, other_tenant):
    with tenant_context(other_tenant):
        theirs = make_order(number=7)

    assert numbers(reader.send("get", "/orders")) == []
    assert reader.send("get", f"/orders/{theirs.token}").status_code == 404
    moved = program().send("post", f"/orders/{theirs.token}/moves", {"verb": "accept"})
    assert moved.status_code == 404
