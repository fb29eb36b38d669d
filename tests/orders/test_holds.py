"""Pausing and rush from the board, and beginning what was accepted for later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orders.models import Order
from tenants.models import OrderProfile
from tests.factories import make_order

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
    assert row.rush_until > timezone.now() + timedelta(minutes=59)


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
