"""Idempotency-Key: once, and the same answer again."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from catalog.models.items import Item
from catalog.operations.items import update_item
from flowt.api import replies
from flowt.api.models import StoredReply
from flowt.due.handlers import handler
from flowt.due.models import DueJob
from flowt.tenancy import tenant_context
from orders.models import Order
from payments.models import Payment
from people.erasure import erase_person
from tests.api.conftest import Program, new_key, order_body, racing
from tests.conftest import host_of
from tests.factories import make_item
from tests.storefront.conftest import open_shop

RACERS = 20
FRESH = {"X-Request-ID", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed"}


def place(program, body, key):
    return program.send("post", "/orders", body, **{"Idempotency-Key": key})


def kept_headers(answer):
    return {name: value for name, value in answer.headers.items() if name not in FRESH}


def test_a_repeat_gets_status_headers_and_body_again(visitor, dish):
    key = new_key()
    first = place(visitor, order_body(dish), key)
    Item.objects.update(price=99, stock=0)

    again = place(visitor, order_body(dish), key)

    assert (again.status_code, again.content) == (201, first.content)
    assert kept_headers(again) == kept_headers(first)
    assert again["Idempotency-Replayed"] == "true"
    assert Order.objects.count() == 1


def test_spaces_and_the_order_of_members_make_no_other_request(visitor, dish):
    key, body = new_key(), order_body(dish)
    place(visitor, body, key)

    again = place(visitor, dict(reversed(body.items())), key)

    assert again.status_code == 201
    assert Order.objects.count() == 1


def test_another_body_with_the_key_is_refused(visitor, dish):
    key = new_key()
    place(visitor, order_body(dish), key)

    answer = place(visitor, order_body(dish, notes="Outra coisa"), key)

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert Order.objects.count() == 1


def test_a_refusal_is_replayed_too(visitor, dish):
    key, body = new_key(), order_body(dish, items=[{"item_id": dish.pk, "quantity": 11}])
    first = place(visitor, body, key)
    Item.objects.update(stock=100)

    again = place(visitor, body, key)

    assert (again.status_code, again.json()["detail"]) == (422, first.json()["detail"])
    assert not Order.objects.exists()


def test_a_conflict_is_never_stored(visitor, dish):
    key = new_key()
    body = order_body(dish, expected_total="40.00")
    assert place(visitor, body, key).status_code == 409
    update_item(dish, actor=None, price=Decimal(40))

    assert place(visitor, body, key).status_code == 201


def test_a_failure_is_never_stored(visitor, dish, monkeypatch):
    key = new_key()
    monkeypatch.setattr("storefront.api.ordering.documents", lambda *a, **kw: 1 / 0)
    assert place(visitor, order_body(dish), key).status_code == 500
    assert not Order.objects.exists()
    monkeypatch.undo()

    assert place(visitor, order_body(dish), key).status_code == 201
    assert Order.objects.count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with spaces in it!", "acentuação" * 2])
def test_a_key_is_needed_and_has_a_form(visitor, dish, key):
    headers = {"Idempotency-Key": key.encode().decode("latin-1")} if key else {}

    answer = visitor.send("post", "/orders", order_body(dish), **headers)

    assert answer.status_code == (422 if key else 400)
    assert not Order.objects.exists()


def test_keys_belong_to_who_calls(visitor, program, dish):
    key = new_key()
    place(visitor, order_body(dish), key)
    place(program(), order_body(dish), key)

    assert place(program(), order_body(dish), key).status_code == 201
    assert Order.objects.count() == 3


def test_in_flight_says_when_to_ask_again(visitor, dish):
    key = new_key()
    place(visitor, order_body(dish), key)
    StoredReply.objects.update(status=None)

    answer = place(visitor, order_body(dish), key)

    assert (answer.status_code, answer.json()["code"]) == (409, "request_in_progress")
    assert answer["Retry-After"] == "1"


def test_who_died_half_way_is_taken_over(visitor, dish):
    key = new_key()
    first = place(visitor, order_body(dish), key).json()
    past = timezone.now() - timedelta(seconds=1)
    StoredReply.objects.update(status=None, body="", locked_until=past)

    again = place(visitor, order_body(dish), key)

    assert (again.status_code, again.json()["token"]) == (201, first["token"])
    assert Order.objects.count() == 1


def test_who_was_overtaken_stores_and_changes_nothing(visitor, dish, monkeypatch):
    place_order = replies._work

    def overtaken(request, row, work):
        StoredReply.objects.filter(slot=row.slot).update(lock_token=uuid4())
        return place_order(request, row, work)

    monkeypatch.setattr(replies, "_work", overtaken)
    answer = place(visitor, order_body(dish), new_key())

    assert (answer.status_code, answer.json()["code"]) == (409, "request_in_progress")
    assert not Order.objects.exists()
    assert Item.objects.get(pk=dish.pk).stock == 10


def test_replies_stay_a_day_and_are_swept(visitor, dish):
    replies._scheduled.clear()
    place(visitor, order_body(dish), new_key())
    job = DueJob.objects.get(kind=replies.FORGET)
    assert timedelta(hours=24) <= job.run_at - timezone.now() <= timedelta(hours=30)
    assert replies.forget_old() == 0
    StoredReply.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))

    handler(replies.FORGET).function(job.ref)

    assert not StoredReply.objects.exists()


def test_what_is_stored_cannot_be_read_in_a_dump(visitor, dish):
    place(visitor, order_body(dish), new_key())

    with connection.cursor() as cursor:
        cursor.execute("SELECT body, slot FROM api_storedreply")
        body, _slot = cursor.fetchone()
    assert "Ana" not in body


def test_who_is_erased_is_gone_from_the_replies_too(visitor, program, dish):
    place(visitor, order_body(dish), new_key())
    order = Order.objects.get()
    verb = {"verb": "cancel", "reason": "customer"}
    program().send("post", f"/orders/{order.token}/moves", verb, **{"Idempotency-Key": new_key()})
    assert StoredReply.objects.filter(about=order.reference).count() == 2

    erase_person(order.person, actor=None)

    assert not StoredReply.objects.exists()


def test_twenty_at_once_make_one_order(trading_tenant):
    tenant = trading_tenant
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item(price="30.00", stock=10)
        host = host_of(tenant)
    key = new_key()
    body = order_body(item)

    answers = racing(tenant, [lambda: place(Program(host), body, key)] * RACERS)

    done = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert len(done) + len(waiting) == RACERS
    assert len({answer.content for answer in done}) == 1
    assert {answer.json()["code"] for answer in waiting} <= {"request_in_progress"}
    assert all(answer["Retry-After"] == "1" for answer in waiting)
    with tenant_context(tenant):
        assert Order.objects.count() == Payment.objects.count() == 1
        assert Item.objects.get(pk=item.pk).stock == 9


def test_twenty_keys_at_once_make_twenty_orders_or_say_why(trading_tenant):
    tenant = trading_tenant
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item(price="30.00", stock=10)
        host = host_of(tenant)
    calls = [lambda: place(Program(host), order_body(item), new_key())] * RACERS

    answers = racing(tenant, calls)

    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [422] * 10
    with tenant_context(tenant):
        assert Item.objects.get(pk=item.pk).stock == 0
