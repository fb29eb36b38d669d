"""Pausing and rush from the board, and beginning what was accepted for later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import Order
from tenants.models import OrderProfile
from tests.factories import make_item, make_order

HTMX = {"HX-Request": "true"}
PAUSE = {"way": "all", "length": "15", "note": "Forno em pausa."}


def pickup(tenant) -> OrderProfile:
    return OrderProfile.objects.get(tenant=tenant, kind="pickup")


def test_the_board_shows_the_pause_and_ends_it(client_as, shop):
    owner = client_as("owner")

    found = owner.post("/painel/pedidos/pausa/", PAUSE, headers=HTMX)

    assert "Forno em pausa." in found.text
    assert 'id="board"' in found.text
    assert "data-countdown=" in found.text
    assert timezone.now() < pickup(shop).paused_until < timezone.now() + timedelta(minutes=16)
    found = owner.post("/painel/pedidos/pausa/encerrar/", {"kinds": ["pickup"]}, headers=HTMX)
    assert pickup(shop).paused_until is None
    assert "Forno em pausa." in found.text  # the other ways are paused still


def test_a_rush_is_declared_for_one_way(client_as, shop):
    asked = {"way": "delivery", "length": "60", "minutes": "20"}

    found = client_as("supervisor").post("/painel/pedidos/movimento/", asked)

    assert found["Location"] == "/painel/pedidos/"
    row = OrderProfile.objects.get(tenant=shop, kind="delivery")
    assert (row.rush_minutes, pickup(shop).rush_minutes) == (20, 0)
    assert row.rush_until > timezone.now() + timedelta(minutes=50)


@pytest.mark.parametrize("wrong", [{"length": "7"}, {"way": "drone"}, {"length": "opening"}])
def test_what_cannot_be_is_asked_again(client_as, shop, wrong):
    found = client_as("owner").post("/painel/pedidos/pausa/", PAUSE | wrong, headers=HTMX)

    assert found.status_code == 422
    assert found["HX-Retarget"] == "#order-dialog-body"
    assert "Forno em pausa." in found.text
    assert pickup(shop).paused_until is None


@pytest.mark.parametrize("path", ["pausa/", "pausa/encerrar/", "movimento/", "movimento/encerrar/"])
def test_who_may_not_pause_is_refused(client_as, shop, path):
    assert client_as("agent").post(f"/painel/pedidos/{path}", PAUSE).status_code == 403
    assert pickup(shop).paused_until is None


def test_an_order_accepted_ahead_is_begun_by_a_press(client_as, shop):
    now = timezone.now()
    make_order(
        number=7,
        status="approved",
        scheduled_for=now + timedelta(minutes=29),
        scheduled_until=now + timedelta(minutes=59),
        prepare_at=now - timedelta(minutes=1),
        accepted_at=now - timedelta(hours=5),
    )
    agent = client_as("agent")
    assert "/painel/pedidos/7/iniciar/" in agent.get("/painel/pedidos/").text

    agent.post("/painel/pedidos/7/iniciar/")
    agent.post("/painel/pedidos/7/iniciar/")

    order = Order.objects.get(number=7)
    assert order.started_at is not None
    assert list(order.moves.values_list("verb", flat=True)) == ["place", "start"]
    assert "/painel/pedidos/7/iniciar/" not in agent.get("/painel/pedidos/").text


def test_another_tenants_order_is_not_begun(client_as, shop, other_tenant):
    assert client_as("owner").post("/painel/pedidos/1000007/iniciar/").status_code == 404


def test_what_ran_out_is_taken_off_the_menu_from_its_line(client_as, shop):
    dish, order = make_item(price="30.00"), make_order(number=1)
    order.lines.update(item_id=dish.pk)
    agent, where = client_as("agent"), "/painel/pedidos/1/esgotado/"
    board = agent.get("/painel/pedidos/").text

    asked = agent.get(f"{where}?item={dish.pk}", headers=HTMX)
    answer = agent.post(where, {"item": dish.pk, "until": "hour"}, headers=HTMX)

    dish.refresh_from_db()
    assert f"{where}?item={dish.pk}" in board
    assert "checked" in asked.text
    assert 'id="board"' in answer.text
    assert timezone.now() < dish.sold_out_until <= timezone.now() + timedelta(hours=1)


def test_only_what_the_order_holds_can_be_taken_off(client_as, shop):
    make_order(number=1)
    other = make_item("Pudim")

    answer = client_as("agent").post("/painel/pedidos/1/esgotado/", {"item": other.pk})

    assert answer.status_code == 422
    other.refresh_from_db()
    assert other.sold_out_until is None
