from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from catalog.models.items import Item
from flowt.tenancy import tenant_context
from orders.models import Order
from tenants.models import OpeningRange, OrderProfile
from tenants.operations import touch_tenant
from tests.conftest import TenantClient, host_of
from tests.factories import make_item
from tests.storefront.conftest import HTMX, add, open_shop, order_data

ADDRESS = {
    "profile": "delivery",
    "cep": "01310-100",
    "street": "Avenida Paulista",
    "number": "1000",
    "district": "Bela Vista",
    "city": "São Paulo",
    "state": "SP",
}


def place(client, **fields):
    return client.post("/finalizar/", order_data(client, **fields))


def test_an_order_is_placed_and_shown(filled):
    found = place(filled, notes="Portão azul")

    order = Order.objects.get()
    assert (found.status_code, found["Location"]) == (302, f"/pedido/{order.token}/")
    assert (order.total, order.profile, order.payment_kind) == (Decimal("42.00"), "pickup", "pix")
    assert order.customer_phone == "+5511999998888"
    assert order.notes == "Portão azul"
    assert filled.get("/carrinho/").context["cart"].lines == ()


def test_delivery_costs_its_areas_fee(filled):
    page = filled.post("/finalizar/", {**ADDRESS, "refresh": "1"})
    assert page.context["cart"].total == Decimal("49.00")

    place(filled, **ADDRESS, seen_total="49.00")

    order = Order.objects.get()
    assert (order.delivery_fee, order.total) == (Decimal("7.00"), Decimal("49.00"))
    assert order.address["cep"] == "01310100"


def test_htmx_gets_the_new_total_and_nothing_typed_is_judged(filled):
    data = {**ADDRESS, "name": "", "refresh": "1"}

    found = filled.post("/finalizar/", data, headers=HTMX)

    assert found.status_code == 200
    assert "49,00" in found.text
    assert 'id="checkout-side" hx-swap-oob="outerHTML"' in found.text
    assert "obrigatório" not in found.text


def test_at_a_table_a_name_is_enough(filled, tenant):
    filled.cookies["flowt_ui"] = f"s={tenant.schema_name}&c=1&t=12"
    page = filled.get("/finalizar/")
    assert page.context["form"].initial["profile"] == "table"

    place(filled, profile="table", table="12", phone="")

    assert Order.objects.get().table_label == "12"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "obrigatório"),
        ({"phone": "123"}, "não é válido"),
        ({"phone": ""}, "obrigatório"),
        ({"document": "111.111.111-11"}, "CPF"),
        ({"profile": "table", "table": ""}, "obrigatório"),
        ({**ADDRESS, "street": ""}, "obrigatório"),
        ({**ADDRESS, "cep": "1"}, "CEP"),
        ({**ADDRESS, "cep": "90000-000", "seen_total": "42.00"}, "Não entregamos neste CEP."),
        ({"payment": "gold"}, "válida"),
        ({"payment": "cash", "change_for": "10"}, "troco"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(filled, wrong, words):
    found = place(filled, **{"notes": "Tocar a campainha", **wrong})

    assert found.status_code == 422
    assert words in found.text
    assert "Tocar a campainha" in found.text
    assert not Order.objects.exists()
    assert len(filled.get("/carrinho/").context["cart"].lines) == 1


def test_a_price_that_changed_is_shown_and_asked_again(filled):
    data = order_data(filled)
    Item.objects.update(price="50.00")

    found = filled.post("/finalizar/", data)

    assert found.status_code == 422
    assert "50,00" in found.text
    assert not Order.objects.exists()
    assert filled.post("/finalizar/", {**data, "seen_total": "50.00"}).status_code == 302
    assert Order.objects.get().total == Decimal("50.00")


@pytest.mark.parametrize("seen", ["0.01", "-42.00", "NaN", "sNaN", "1e99", "", "42,00"])
def test_the_browser_does_not_set_the_price(filled, seen):
    assert place(filled, seen_total=seen).status_code == 422
    assert not Order.objects.exists()


def test_closed_refuses_with_the_next_opening(filled, tenant):
    data = order_data(filled)
    OpeningRange.objects.filter(tenant=tenant).delete()
    touch_tenant(tenant)

    found = filled.post("/finalizar/", data)

    assert found.status_code == 422
    assert "Fechado" in found.text
    assert not Order.objects.exists()


def test_below_the_minimum_is_refused(filled, tenant):
    data = order_data(filled)
    OrderProfile.objects.filter(tenant=tenant).update(minimum_order="100.00")
    touch_tenant(tenant)

    found = filled.post("/finalizar/", data)

    assert found.status_code == 422
    assert "58,00" in found.text
    assert not Order.objects.exists()


def test_the_same_form_again_leads_to_the_same_order(filled):
    data = order_data(filled)

    first, second = filled.post("/finalizar/", data), filled.post("/finalizar/", data)

    assert second["Location"] == first["Location"]
    assert Order.objects.count() == 1


def test_an_old_form_with_other_words_leads_to_the_order_it_made(filled):
    data = order_data(filled)
    first = filled.post("/finalizar/", data)

    again = filled.post("/finalizar/", {**data, "name": "Outra"})

    assert again["Location"] == first["Location"]
    assert Order.objects.get().customer_name == "Ana Souza"


def test_this_browser_need_not_type_it_again(filled, dish):
    place(filled, **ADDRESS, seen_total="49.00", document="529.982.247-25")
    add(filled, dish)

    page = filled.get("/finalizar/").text

    assert 'value="Ana Souza"' in page
    assert "Avenida Paulista" in page
    assert "529.982.247-25" not in page


def test_an_empty_cart_has_nothing_to_finish(client, shop):
    assert client.get("/finalizar/")["Location"] == "/carrinho/"
    assert client.post("/finalizar/", {"name": "Ana"})["Location"] == "/carrinho/"


def test_another_site_cannot_order(filled):
    data = order_data(filled)

    found = filled.post("/finalizar/", data, headers={"Sec-Fetch-Site": "cross-site"})

    assert found.status_code == 403
    assert not Order.objects.exists()


def test_an_order_keeps_where_it_came_from(client, dish):
    client.get("/cardapio/?via=qr&qr_src=balcao&utm_campaign=inverno")
    add(client, dish)

    place(client)

    order = Order.objects.get()
    assert (order.via, order.qr_src) == ("qr", "balcao")
    assert order.utm == {"utm_campaign": "inverno"}


@pytest.mark.slow
def test_fifty_posts_at_once_make_one_order(trading_tenant, django_db_blocker):
    with django_db_blocker.unblock(), tenant_context(trading_tenant):
        open_shop(trading_tenant)
        dish = make_item("Feijoada", slug="feijoada", price="42.00")
        browser = TenantClient(
            SERVER_NAME=host_of(trading_tenant), headers={"Sec-Fetch-Site": "same-origin"}
        )
        add(browser, dish)
        data = order_data(browser)
        cookies = browser.cookies.output(header="", sep=";")

    def post(_number):
        mine = TenantClient(
            SERVER_NAME=host_of(trading_tenant), headers={"Sec-Fetch-Site": "same-origin"}
        )
        mine.cookies.load(cookies)
        try:
            return mine.post("/finalizar/", data)
        finally:
            connection.close()

    with django_db_blocker.unblock():
        with ThreadPoolExecutor(10) as pool:
            found = list(pool.map(post, range(50)))
        with tenant_context(trading_tenant):
            order = Order.objects.get()

    assert {response["Location"] for response in found} == {f"/pedido/{order.token}/"}
