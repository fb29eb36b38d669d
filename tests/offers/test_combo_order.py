from decimal import Decimal

import pytest
from django.utils import timezone

from cart.operations import new_cart, put_in_combo
from catalog.errors import SoldOut
from catalog.models.items import Item
from offers.combos.picks import Pick
from orders.combos import by_combo
from orders.errors import CannotBeOrdered, CartChanged
from orders.export import rows_as_csv
from orders.models import Order, OrderLine
from orders.operations.moving import move_order
from orders.operations.placing import place_order
from orders.requests import Customer, Journey
from tests.factories import make_item
from tests.offers.combos import add_fixed, add_group, make_combo
from tests.orders.conftest import open_shop

ANA = Customer(name="Ana Lima", phone="+5511999998888")


@pytest.fixture
def shop(tenant):
    open_shop(tenant)
    return tenant


@pytest.fixture
def lunch(shop):
    combo = make_combo("Almoço", price="40.00")
    add_fixed(combo, make_item("Prato", price="38.00", stock=5))
    add_group(combo, {make_item("Água", price="8.00", stock=5): "0"})
    return combo


def cart_of(combo, quantity=2):
    pk = combo.groups.get(is_fixed=False).choices.get().pk
    terms = {"quantity": quantity, "notes": "Sem sal", "now": timezone.now()}
    return put_in_combo(new_cart(), combo_id=combo.pk, chosen=(Pick(pk),), **terms)


def place(cart, shop, total="80.00") -> Order:
    return place_order(
        cart,
        tenant=shop,
        customer=ANA,
        profile="pickup",
        payment_kind="cash",
        key=cart.id,
        seen_total=Decimal(total),
        journey=Journey(),
    )


def stocks() -> list[int]:
    return list(Item.objects.order_by("pk").values_list("stock", flat=True))


def test_each_part_is_a_line_that_carries_its_share(shop, lunch):
    order = place(cart_of(lunch), shop)

    assert (order.subtotal, order.discount, order.total) == (92, 12, 80)
    rows = order.lines.values_list("name", "quantity", "unit_price", "discount", "combo_name")
    assert list(rows) == [
        ("Prato", 2, 38, Decimal("9.91"), "Almoço"),
        ("Água", 2, 8, Decimal("2.09"), "Almoço"),
    ]
    (group,) = by_combo(order.lines.all())
    assert (group.name, group.quantity, group.total, group.notes) == ("Almoço", 2, 80, "Sem sal")


def test_stock_of_the_parts_is_taken_and_given_back(shop, lunch):
    order = place(cart_of(lunch), shop)
    taken = stocks()
    move_order(order, verb="cancel", reason="customer", actor=None)

    assert (taken, stocks()) == ([3, 3], [5, 5])


def test_more_than_there_is_places_nothing(shop, lunch):
    with pytest.raises((CannotBeOrdered, SoldOut)):
        place(cart_of(lunch, quantity=6), shop, "240.00")

    assert (OrderLine.objects.count(), stocks()) == (0, [5, 5])


def test_another_price_than_was_seen_is_told(shop, lunch):
    with pytest.raises(CartChanged):
        place(cart_of(lunch), shop, "92.00")


def test_its_pages_and_its_file_name_the_combo_with_its_parts(shop, lunch, client_as):
    order = place(cart_of(lunch), shop)
    owner = client_as("owner")

    for url in ("/painel/pedidos/", "/painel/pedidos/1/", "/painel/pedidos/1/cupom/"):
        page = owner.get(url.replace("/1/", f"/{order.number}/")).text
        assert "Almoço" in page, url
        assert "2× Prato" in page, url
    assert "2× Almoço (2× Prato + 2× Água)" in "".join(rows_as_csv(Order.objects.all()))


def test_its_customer_sees_it_and_orders_it_again(shop, lunch, client):
    order = place(cart_of(lunch), shop)

    page = client.get(f"/pedido/{order.token}/").text
    receipt = client.get(f"/pedido/{order.token}/recibo.pdf")
    cart = client.post(f"/pedido/{order.token}/repetir/", follow=True).text

    assert "Almoço" in page
    assert "2× Prato" in page
    assert receipt.status_code == 200
    assert "Almoço" in cart
    assert "80,00" in cart
