from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.models.items import Window
from flowt.due.models import DueJob
from flowt.events.models import Event
from flowt.tenancy import public_schema, tenant_context
from orders.board import board
from orders.errors import CannotBeOrdered, Closed, Paused, SlotFull, SlotGone, SlotsNotOffered
from orders.models import Order, SlotUse
from orders.operations.coming_up import bring_up, start_order
from orders.operations.moving import move_order
from orders.operations.reopening import reopen_order, repeat_order
from tenants import selectors
from tenants.models import OpeningRange, OrderProfile
from tests.factories import make_item
from tests.orders.conftest import open_shop
from tests.orders.placing import HOME, at_once, cart_of, place

pytestmark = pytest.mark.usefixtures("noon")  # tomorrow is the same day from first to last


def take_scheduled(tenant, **terms):
    with public_schema():
        OrderProfile.objects.filter(tenant=tenant).update(takes_scheduled=True, **terms)
    selectors.forget()


def tomorrow_at(hour) -> datetime:
    local = timezone.localtime() + timedelta(days=1)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture
def dish(shop):
    take_scheduled(shop, slot_capacity=1)
    return make_item("Lasanha", price="30.00", stock=50)


def for_later(dish, shop, hour=19, **terms) -> Order:
    return place(cart_of((dish.pk, 1)), shop, "30.00", scheduled_for=tomorrow_at(hour), **terms)


def taken(hour=19) -> int:
    return SlotUse.objects.get(profile="pickup", starts_at=tomorrow_at(hour)).taken


def test_an_order_for_later_keeps_its_slot_and_when_it_is_begun(shop, dish):
    order = for_later(dish, shop)

    assert order.scheduled_for == tomorrow_at(19)
    assert order.scheduled_until - order.scheduled_for == timedelta(minutes=30)
    assert order.scheduled_for - order.prepare_at == timedelta(minutes=30)
    job = DueJob.objects.get(tenant_id=shop.pk, kind="orders.come_up", ref=str(order.pk))
    assert job.run_at == order.prepare_at
    told = Event.objects.get(type="order.placed").payload
    assert datetime.fromisoformat(told["scheduled_for"]) == tomorrow_at(19)


def test_a_delivery_is_begun_early_enough_for_its_way(shop, dish):
    order = place(
        cart_of((dish.pk, 1)),
        shop,
        "37.00",
        profile="delivery",
        address=HOME,
        scheduled_for=tomorrow_at(19),
    )

    assert order.scheduled_for - order.prepare_at == timedelta(minutes=60)


def test_a_full_slot_is_refused_with_its_day_and_hour(shop, dish):
    for_later(dish, shop)

    with pytest.raises(SlotFull, match="19:00–19:30"):
        for_later(dish, shop)

    assert (Order.objects.count(), taken()) == (1, 1)
    dish.refresh_from_db()
    assert dish.stock == 49


def test_a_place_given_back_is_had_again(shop, dish):
    first = for_later(dish, shop)
    move_order(first, verb="reject", reason="busy", actor=None)
    assert taken() == 0

    second = for_later(dish, shop)

    with pytest.raises(SlotFull):
        reopen_order(first, actor=None)
    move_order(second, verb="cancel", reason="customer", actor=None)
    assert reopen_order(first, actor=None).status == "under_review"
    assert taken() == 1
    with pytest.raises(SlotFull):
        repeat_order(first, actor=None)


@pytest.mark.parametrize("at", [timedelta(minutes=20), timedelta(days=9), timedelta(minutes=7)])
def test_what_is_too_near_too_far_or_no_slot_is_refused(shop, dish, at):
    soon = timezone.now().replace(minute=0, second=0, microsecond=0)

    with pytest.raises(SlotGone):
        place(cart_of((dish.pk, 1)), shop, "30.00", scheduled_for=soon + at)

    assert not Order.objects.exists()


def test_no_slots_where_none_are_offered(shop, dish):
    take_scheduled(shop)
    with public_schema():
        OrderProfile.objects.filter(tenant=shop).update(takes_scheduled=False)
    selectors.forget()

    with pytest.raises(SlotsNotOffered):
        for_later(dish, shop)


def test_while_closed_only_a_slot_will_do(shop, dish):
    today = timezone.localdate().weekday()
    with public_schema():
        OpeningRange.objects.filter(tenant=shop, weekday=today).delete()
        OpeningRange.objects.filter(tenant=shop, weekday=(today - 1) % 7).delete()
    selectors.forget()

    with pytest.raises(Closed):
        place(cart_of((dish.pk, 1)), shop, "30.00")
    assert for_later(dish, shop).scheduled_for == tomorrow_at(19)


def test_a_pause_refuses_now_and_later_and_ends_by_itself(shop, dish):
    now = timezone.now()
    with public_schema():
        OrderProfile.objects.filter(tenant=shop, kind="pickup").update(
            paused_until=now + timedelta(minutes=15), pause_note="Forno quebrado."
        )
    selectors.forget()

    with pytest.raises(Paused, match="Forno quebrado"):
        place(cart_of((dish.pk, 1)), shop, "30.00", now=now)
    with pytest.raises(Paused):
        for_later(dish, shop, now=now)
    assert place(cart_of((dish.pk, 1)), shop, "30.00", now=now + timedelta(minutes=16)).pk


def test_what_is_sold_at_that_hour_alone_is_judged_at_that_hour(shop, dish):
    at = tomorrow_at(19)
    local = timezone.localtime(at)
    Window.objects.create(
        item=dish, weekdays=1 << local.weekday(), starts=local.time(), ends="20:00"
    )

    assert for_later(dish, shop).pk
    with pytest.raises(CannotBeOrdered):
        for_later(dish, shop, hour=12)


def test_comes_up_in_time_and_rings_once_begun_no_more(shop, dish):
    order = for_later(dish, shop)
    before, after = order.prepare_at - timedelta(minutes=1), order.prepare_at
    move_order(order, verb="accept", actor=None)

    assert keys_of(board(shop, now=before)) == {"scheduled": 1}
    assert board(shop, now=before).new_count == 0
    assert keys_of(board(shop, now=after)) == {"new": 1}
    assert board(shop, now=after).new_count == 1
    start_order(order, actor=None)
    assert keys_of(board(shop, now=after)) == {"preparing": 1}


def keys_of(found) -> dict[str, int]:
    return {column.key: len(column.tickets) for column in found.columns if column.tickets}


def test_coming_up_twice_or_late_says_no_more_than_that(shop, dish):
    order = for_later(dish, shop)
    Order.objects.filter(pk=order.pk).update(prepare_at=timezone.now())

    bring_up(order.pk)
    move_order(order, verb="accept", actor=None)
    move_order(order, verb="ready", actor=None)
    bring_up(order.pk)
    bring_up(0)

    assert Event.objects.filter(type="order.came_up").count() == 1
    order.refresh_from_db()
    assert (order.status, order.started_at) == ("ready", None)


def test_a_hundred_at_once_get_ten_places(trading_tenant):
    with tenant_context(trading_tenant):
        open_shop(trading_tenant)
        take_scheduled(trading_tenant, slot_capacity=10)
        dish = make_item("Lasanha", price="30.00")
        at = tomorrow_at(19)

    def one():
        return place(cart_of((dish.pk, 1)), trading_tenant, "30.00", scheduled_for=at)

    results = at_once(trading_tenant, [one] * 100)

    assert sum(isinstance(found, Order) for found in results) == 10
    assert sum(isinstance(found, SlotFull) for found in results) == 90
    with tenant_context(trading_tenant):
        assert SlotUse.objects.get(starts_at=at).taken == Order.objects.count() == 10
