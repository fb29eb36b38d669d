"""Orders for later over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from flowt.tenancy import public_schema
from orders.models import Order, SlotUse
from tenants import selectors
from tenants.models import OrderProfile
from tenants.operations import touch_tenant
from tenants.pausing import pause_ordering
from tests.api.conftest import new_key, order_body


@pytest.fixture
def later(shop):
    with public_schema():
        rows = OrderProfile.objects.filter(tenant=shop, kind="pickup")
        rows.update(takes_scheduled=True, slot_capacity=1, days_ahead=1)
        touch_tenant(shop)
    selectors.forget()
    return shop


def place(program, body):
    return program.send("post", "/orders", body, **{"Idempotency-Key": new_key()})


pytestmark = pytest.mark.usefixtures("noon")  # no slot goes by meanwhile


def slots(visitor):
    (found,) = visitor.send("get", "/slots?profile=pickup").json()["profiles"]
    return found["slots"]


def test_a_slot_of_the_list_is_ordered_for_and_then_full(visitor, dish, later):
    slot = slots(visitor)[2]
    assert slot["is_full"] is False

    answer = place(visitor, order_body(dish, scheduled_for=slot["starts_at"]))

    assert answer.status_code == 201
    assert answer.json()["scheduled_for"] == slot["starts_at"]
    assert answer.json()["scheduled_until"] == slot["ends_at"]
    assert Order.objects.get().scheduled_for == parse_datetime(slot["starts_at"])
    assert slots(visitor)[2]["is_full"] is True
    assert place(visitor, order_body(dish, scheduled_for=slot["starts_at"])).status_code == 422
    assert SlotUse.objects.get().taken == 1


def test_half_a_minute_beside_a_slot_is_none(visitor, dish, later):
    at = parse_datetime(slots(visitor)[2]["starts_at"]) + timedelta(seconds=30)

    assert place(visitor, order_body(dish, scheduled_for=at.isoformat())).status_code == 422
    assert not Order.objects.exists()


def test_ways_that_take_none_have_none(visitor, shop):
    profiles = visitor.send("get", "/slots").json()["profiles"]

    assert {one["profile"]: one["slots"] for one in profiles}["delivery"] == []


def test_the_menu_tells_a_pause_until_it_ends(visitor, dish, later):
    until = timezone.now() + timedelta(minutes=30)
    pause_ordering(later, kinds=["pickup"], until=until, note="Já volta", actor=None)

    ways = {one["profile"]: one for one in visitor.send("get", "/menu").json()["ordering"]}

    assert (ways["pickup"]["is_paused"], ways["pickup"]["pause_note"]) == (True, "Já volta")
    assert ways["delivery"]["is_paused"] is False
    assert slots(visitor) == []
    assert place(visitor, order_body(dish)).status_code == 422
