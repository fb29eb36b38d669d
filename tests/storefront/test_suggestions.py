from decimal import Decimal

import pytest

from catalog.operations.pairs import count_together
from tests.factories import make_category, make_group, make_item
from tests.offers.conftest import make_offer
from tests.storefront.conftest import HTMX, add

ON_CART = {**HTMX, "HX-Target": "cart"}


@pytest.fixture
def cola(dish):
    item = make_item("Cola", slug="cola", price="7.00", category=make_category("Bebidas"))
    for _ in range(3):
        count_together([dish.pk, item.pk])
    return item


@pytest.fixture
def sized(shop):
    """A pizza that comes in two sizes."""
    pizza = make_item("Pizza", slug="pizza", price="0")
    sizes = {"Média": "40", "Grande": "52"}
    return pizza, make_group("Tamanho", item=pizza, options=sizes, minimum=1, maximum=1)


def test_what_goes_well_is_one_press_away(filled, cola):
    page = filled.get("/carrinho/")

    assert [card.name for card in page.context["suggestions"].cards] == ["Cola"]
    assert 'name="item" value="cola"' in page.text
    assert add(filled, cola).headers["Location"] == "/carrinho/"
    assert not filled.get("/carrinho/").context["suggestions"].cards


def test_htmx_on_the_cart_gets_the_whole_cart_anew(filled, cola):
    answer = filled.post("/carrinho/adicionar/", {"item": "cola"}, headers=ON_CART)

    assert answer.text.count('class="cart-line"') == 2
    assert '<div class="cart-page" id="cart">' in answer.text
    assert "c=2" in answer.cookies["flowt_ui"].value


def test_a_bigger_one_takes_the_place_of_the_line(client, sized):
    pizza, group = sized
    add(client, pizza, **{f"g{group.pk}": str(group.options.get(name="Média").pk)})
    step = client.get("/carrinho/").context["suggestions"].shown_steps[0]

    client.post(f"/carrinho/{step.key}/maior/", {"option": str(step.option_id)})

    cart = client.get("/carrinho/").context["cart"]
    assert [line.unit_price for line in cart.lines] == [Decimal("52.00")]


def test_a_bigger_one_that_is_no_longer_offered_changes_nothing(client, sized):
    client.post("/carrinho/abc/maior/", {"option": "1"})

    assert client.get("/carrinho/").context["cart"].lines == ()


def test_what_goes_well_has_the_price_that_offers_leave(filled, cola):
    make_offer(conditions=[{"kind": "items", "settings": {"items": [cola.pk]}}])

    card = filled.get("/carrinho/").context["suggestions"].cards[0]

    assert (card.price, card.before) == (Decimal("6.30"), Decimal("7.00"))
