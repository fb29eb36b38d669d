"""Coupons in the cart: typed, refused, taken out, come by a link; with and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from flowt.tenancy import tenant_context
from offers.models import Coupon, Offer
from orders.models import Order
from tests.factories import make_item, make_order
from tests.offers.conftest import make_coupon, make_offer
from tests.storefront.conftest import HTMX, add, dish, filled, order_data, shop

__all__ = ["dish", "filled", "shop"]


FROM_50 = {"kind": "minimum", "settings": {"minimum": "50.00"}}
OF_ANOTHER = {"kind": "items", "settings": {"items": [10**9]}}


def type_in(client, code, **headers):
    return client.post("/carrinho/cupom/", {"code": code}, **headers)


def cart_of(client):
    return client.get("/carrinho/").context["cart"]


def test_a_coupon_is_typed_used_and_taken_out(filled):
    make_coupon("VOLTA10")

    found = type_in(filled, " volta10 ")

    assert (found.status_code, found["Location"]) == (303, "/carrinho/")
    page = filled.get("/carrinho/")
    assert "37,80" in page.text and "Cupom de volta" in page.text
    filled.post("/carrinho/cupom/VOLTA10/remover/")
    assert cart_of(filled).total == 42


def test_htmx_gets_the_cart_alone(filled):
    make_coupon("VOLTA10")

    found = type_in(filled, "VOLTA10", headers=HTMX)

    assert found.status_code == 200
    assert found.text.lstrip().startswith('<div class="cart-page" id="cart"')


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "draft"}, "Este cupom não existe"),
        ({"status": "paused"}, "Este cupom não pode ser usado agora"),
        ({"status": "ended"}, "Este cupom já acabou"),
    ],
    ids=["draft", "paused", "ended"],
)
def test_what_will_not_count_is_refused_in_words(filled, fields, sentence):
    make_coupon("VOLTA10", **fields)

    found = type_in(filled, "VOLTA10")

    assert found.status_code == 422
    assert sentence in found.text
    assert 'value="VOLTA10"' in found.text
    assert cart_of(filled).quote.codes == ()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": timezone.now() + timedelta(days=1)}, "Ainda não começou."),
        (
            {"conditions": [{"kind": "minimum", "settings": {"minimum": "50.00"}}]},
            "Faltam R$\xa08,00 para usar.",
        ),
    ],
    ids=["not yet", "minimum"],
)
def test_what_may_yet_count_stays_and_says_what_is_missing(filled, fields, sentence):
    make_coupon("VOLTA10", **fields)

    assert type_in(filled, "VOLTA10").status_code == 303

    assert cart_of(filled).quote.codes[0].sentence == sentence
    assert sentence in filled.get("/carrinho/").text


def test_an_offer_within_reach_says_what_it_still_asks(filled):
    make_offer(label="Frete por nossa conta", conditions=[FROM_50])
    make_offer(label="De outro prato", conditions=[FROM_50, OF_ANOTHER])
    make_offer(label="Só VIP", conditions=[{"kind": "tag", "settings": {"tags": ["vip"]}}])

    page = filled.get("/carrinho/")

    near = page.context["cart"].quote.near
    assert near == (("Frete por nossa conta", "Faltam R$\xa08,00 para usar."),)
    assert near[0].sentence in page.text


def test_the_nearest_offer_comes_first(filled):
    make_offer(label="Longe", conditions=[{"kind": "minimum", "settings": {"minimum": "90.00"}}])
    make_offer(
        label="Só na mesa", conditions=[{"kind": "profile", "settings": {"profiles": ["table"]}}]
    )
    make_offer(label="Perto", conditions=[FROM_50])

    near = cart_of(filled).quote.near

    assert [offer.label for offer in near] == ["Perto", "Longe", "Só na mesa"]


def test_guessing_ends_soon_also_for_a_right_guess(filled):
    make_coupon("VOLTA10")
    answers = [type_in(filled, f"CHUTE{n}").status_code for n in range(13)]

    right = type_in(filled, "VOLTA10")

    assert answers == [422] * 12 + [429]
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 0


def test_a_link_puts_it_in_and_shows_the_menu(client, dish):
    make_coupon("VOLTA10")

    found = client.get("/cupom/volta10/")

    assert found["Location"] == "/cardapio/"
    assert "O cupom VOLTA10" in client.get("/carrinho/").text
    add(client, dish)
    assert str(cart_of(client).total) == "37.80"


def test_a_link_to_nothing_says_so(client, shop):
    found = client.get("/cupom/nada/")

    assert found.status_code == 404
    assert "Este cupom não existe" in found.text


def test_the_checkout_says_why_and_the_order_keeps_it(filled):
    make_coupon("VOLTA10")
    type_in(filled, "VOLTA10")
    data = order_data(filled)

    page = filled.get("/finalizar/")
    found = filled.post("/finalizar/", data)

    assert "Cupom de volta" in page.text
    order = Order.objects.get()
    assert (str(order.discount), order.discounts[0]["off"]) == ("4.20", "4.20")
    assert "Cupom de volta" in filled.get(found["Location"]).text
    assert cart_of(filled).quote.codes == ()


def test_a_first_order_is_known_by_the_phone_typed(filled):
    make_offer("Boas-vindas", conditions=[{"kind": "first_order", "settings": {}}])
    make_order(customer_phone="+5511988887777")
    asked = {"profile": "pickup", "name": "Ana", "payment": "pix", "refresh": "1"}

    old = filled.post("/finalizar/", {**asked, "phone": "(11) 98888-7777"})
    new = filled.post("/finalizar/", {**asked, "phone": "(11) 97777-6666"})

    assert (old.context["cart"].discount, str(new.context["cart"].discount)) == (0, "4.20")


def test_a_gift_comes_along_and_is_not_ordered_again(filled, dish):
    gift = make_item("Pudim", price="12.00", stock=1)
    settings = {"item": gift.pk, "quantity": 1}
    make_offer("Sobremesa por nossa conta", benefit="gift", benefit_settings=settings)

    page = filled.get("/carrinho/")
    found = filled.post("/finalizar/", order_data(filled))

    assert "Pudim" in page.text and page.context["cart"].total == 42
    gift.refresh_from_db()
    assert gift.stock == 0
    Offer.objects.update(status="paused", revision=2)
    filled.post(f"{found['Location']}repetir/")
    assert [line.name for line in cart_of(filled).lines] == ["Feijoada"]


def test_another_tenants_coupon_does_not_exist(filled, other_tenant):
    with tenant_context(other_tenant):
        make_coupon("DELES")

    assert type_in(filled, "DELES").status_code == 422

    with tenant_context(other_tenant):
        assert Coupon.objects.get().used_count == 0
