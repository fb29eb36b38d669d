from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.operations.menu import bump_menu
from flowt.tenancy import current_schema
from offers.showing import Teller, Thing
from orders.models import OrderLine
from storefront.pace import PLACED
from tests.factories import make_category, make_item, make_order
from tests.offers.conftest import make_offer
from tests.storefront.conftest import HTMX

MONDAY = datetime(2026, 6, 8, 18, tzinfo=UTC)  # 15:00 in São Paulo
HAPPY = {"kind": "hours", "settings": {"weekdays": [0], "hours": [["15:00", "17:00"]]}}


def items(*things):
    return {"kind": "items", "settings": {"items": [thing.pk for thing in things]}}


def shown(now=MONDAY, *, unit=5000, pk=1):
    return Teller(now).showcase([Thing(pk, unit, (9,))])


def test_a_new_price_where_everybody_pays_it(tenant):
    make_offer(badge="10% OFF", colour="red", conditions=[HAPPY])

    deal = shown().deals[1]

    assert (deal.badge, deal.price, deal.percent) == ("10% OFF", Decimal("45.00"), 10)
    assert shown().true_until == MONDAY + timedelta(hours=2)
    assert shown(MONDAY + timedelta(hours=3)).deals == {}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"limit_per_person": 1}, id="once-a-person"),
        pytest.param(
            {"benefit": "amount", "benefit_settings": {"amount": "5"}}, id="once-an-order"
        ),
        pytest.param(
            {"benefit": "buy_get", "benefit_settings": {"buy": 2, "get": 1}}, id="only-of-several"
        ),
        pytest.param({"min": "80.00"}, id="from-an-amount"),
    ],
)
def test_a_badge_alone_where_it_depends_on_more(tenant, fields):
    picked = {"kind": "categories", "settings": {"categories": [9]}}
    least = {"kind": "minimum", "settings": {"minimum": fields.pop("min", "0.01")}}
    make_offer(badge="Leve mais", conditions=[picked, least], **fields)

    deal = shown().deals[1]

    assert (deal.badge, deal.price) == ("Leve mais", None)
    assert deal.terms.startswith("a partir de R$\xa0")


def test_the_item_page_says_what_an_offer_asks(client, dish):
    delivery = {"kind": "profile", "settings": {"profiles": ["delivery"]}}
    first = {"kind": "first_order", "settings": {}}
    conditions = [items(dish), delivery, first]
    make_offer(badge="1ª compra", label="Boas-vindas", limit_per_person=1, conditions=conditions)

    page = client.get("/cardapio/feijoada/").text

    assert "só para: Entrega · no primeiro pedido · uma vez por pessoa" in page


def test_nothing_is_told_of_what_is_not_everybodys(tenant):
    make_offer(badge="VIP", conditions=[{"kind": "tag", "settings": {"tags": ["vip"]}}])
    make_offer(badge="QR", conditions=[{"kind": "channel", "settings": {"via": ["qr"]}}])
    make_offer(badge="Cupom", needs_coupon=True)
    make_offer(badge="Esgotada", limit_total=3, used_count=3)

    assert (shown().deals, shown().notes) == ({}, ())


def test_a_countdown_begins_two_days_before_the_end(tenant):
    end = MONDAY + timedelta(days=3)
    make_offer(ends_at=end, shows_countdown=True)

    assert shown().deals[1].ends_at is None
    assert shown().true_until == end - timedelta(hours=48)
    assert shown(end - timedelta(hours=47)).deals[1].ends_at == end


def test_free_delivery_is_told_above_the_menu(client, dish):
    least = {"kind": "minimum", "settings": {"minimum": "80.00"}}
    make_offer(
        "Frete por nossa conta", benefit="free_delivery", benefit_settings={}, conditions=[least]
    )

    page = client.get("/cardapio/").text

    assert "Frete por nossa conta" in page
    assert "offer-row" not in page


def test_the_menu_shows_badges_prices_and_sections_and_is_kept_exactly(client, dish):
    for number in range(4):
        make_item(f"Prato {number}", price="20.00")
    offer = make_offer("Semana", badge="SEMANA", conditions=[items(dish)])
    first = client.get("/cardapio/")
    make_offer("Todos", badge="TUDO")

    second = client.get("/cardapio/")

    assert "SEMANA" in first.text and "R$\xa037,80" in first.text
    assert 'id="offers"' in first.text and 'id="for-you"' not in first.text
    assert 'id="for-you"' in second.text
    type(offer).objects.update(status="paused")
    bump_menu()
    assert "SEMANA" not in client.get("/cardapio/").text


def test_the_item_page_shows_the_new_price(client, dish):
    make_offer(badge="SEMANA", ends_at=timezone.now() + timedelta(hours=5), shows_countdown=True)

    page = client.get("/cardapio/feijoada/").text

    assert "SEMANA" in page and "R$\xa037,80" in page
    assert "data-countdown=" in page


@pytest.fixture
def deals(client, dish):
    """Five dishes and a drink, all ten percent off."""
    drinks = make_category("Bebidas")
    for number in range(4):
        make_item(f"Prato {number}", price="20.00", category=dish.category)
    make_offer()
    return make_item("Suco", price="9.00", category=drinks)


def test_who_ordered_here_gets_the_deals_of_what_they_ordered(client, deals):
    order = make_order()
    OrderLine.objects.filter(order=order).update(item_id=deals.pk)
    session = client.session
    session[PLACED + current_schema()] = {"x": order.token}
    session.save()

    row = client.get("/ofertas/para-voce/", headers=HTMX)

    assert [card.name for card in row.context["section"].items] == ["Suco"]
    assert row["Cache-Control"] == "private, no-store"


def test_a_stranger_keeps_everybodys_deals_and_asks_for_nothing(client, deals, tenant):
    page = client.get("/cardapio/").text
    client.cookies["flowt_known"] = tenant.schema_name
    known = client.get("/cardapio/").text

    assert 'id="for-you"' in page and "para-voce" not in page
    assert 'hx-get="/ofertas/para-voce/"' in known
    assert client.get("/ofertas/para-voce/", headers=HTMX).status_code == 204
