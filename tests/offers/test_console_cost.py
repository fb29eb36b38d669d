from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from offers.costing import cost_of
from offers.models import Offer
from orders.models import Order, OrderLine
from tests.factories import make_item, make_order

NOW = datetime(2026, 6, 30, 15, tzinfo=UTC)


def draft(**fields):
    terms = {"benefit": "percentage", "benefit_settings": {"percent": "10"}, "label": "Dez"}
    return Offer.objects.create(**{"name": "Dez por cento", **terms, **fields})


@pytest.fixture
def month(tenant):
    """Five orders of R$ 50 of one pizza each, one a day; one cancelled, and one of long ago."""
    pizza = make_item("Pizza")
    for number in range(1, 8):
        days = 90 if number == 7 else number
        order = make_order(number=number, total="50.00", placed_at=NOW - timedelta(days=days))
        OrderLine.objects.filter(order=order).update(item_id=pizza.pk)
    Order.objects.filter(number=6).update(status="cancelled")
    return pizza


def test_orders_that_stand_are_priced_again(month):
    cost = cost_of(draft(), now=NOW)

    assert (cost.orders, cost.uses) == (5, 5)
    assert (cost.amount, cost.revenue, cost.share) == (25, 250, Decimal("10.0"))
    assert [example.number for example in cost.examples] == [1, 2, 3, 4, 5]
    assert sum(amount for _day, amount in cost.by_day) == 25


def test_conditions_and_limits_hold_as_they_would_have(month):
    other = make_item("Suco")
    picky = {"kind": "items", "settings": {"items": [other.pk]}}

    assert cost_of(draft(conditions=[picky]), now=NOW).uses == 0
    assert cost_of(draft(limit_total=2), now=NOW).amount == 10
    assert cost_of(draft(budget=Decimal(12)), now=NOW).amount == 10
    Order.objects.update(person=Order.objects.first().person)
    assert cost_of(draft(limit_per_person=1), now=NOW).uses == 1


def test_it_says_how_far_it_came(month):
    cost = cost_of(draft(), now=NOW, seconds=-1)

    assert cost.until == NOW - timedelta(days=1)


def test_the_page_asks_for_its_figures_by_itself(month, client_as):
    owner, offer = client_as("owner"), draft()
    Order.objects.filter(number=1).update(placed_at=datetime.now(UTC) - timedelta(days=1))

    page = owner.get(f"/painel/ofertas/{offer.pk}/custo/").text
    figures = owner.get(f"/painel/ofertas/{offer.pk}/custo/?calcular=1").text

    assert 'hx-trigger="load"' in page and "?calcular=1" in page
    assert "R$\xa05,00" in figures and "#1<" in figures
