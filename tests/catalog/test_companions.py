from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from catalog.companions import company_of
from catalog.models.pairs import ItemPair
from orders.models import OrderLine
from orders.operations.pairing import pair_order, recount_pairs
from tests.factories import make_category, make_group, make_item, make_order

NOW = datetime(2026, 6, 10, 15, tzinfo=UTC)


def ordered(number, *items):
    """An order of one of each item, not counted yet."""
    order = make_order(number=number, lines=len(items))
    for line, item in zip(order.lines.all(), items, strict=True):
        OrderLine.objects.filter(pk=line.pk).update(item_id=item.pk)
    return order


def counts():
    return {(p.first.name, p.second.name): p.orders for p in ItemPair.objects.all()}


@pytest.fixture
def menu(tenant):
    """Two dishes and two drinks; burger and cola were ordered together three times."""
    dishes, drinks = make_category("Pratos"), make_category("Bebidas")
    burger, salad = make_item("Burger", category=dishes), make_item("Salad", category=dishes)
    cola = make_item("Cola", category=drinks)
    juice = make_item("Juice", category=drinks, sold_count=90)
    for number in (1, 2, 3):
        order = ordered(number, burger, cola)
        pair_order(order.pk, [burger.pk, cola.pk])
    return {"burger": burger, "salad": salad, "cola": cola, "juice": juice}


def names(company):
    return [card.name for card in company.cards]


def test_an_order_counts_once_however_often_it_is_told(menu):
    order = ordered(9, menu["burger"], menu["cola"], menu["salad"])
    ids = [menu[name].pk for name in ("burger", "cola", "salad", "cola")]

    assert [pair_order(order.pk, ids), pair_order(order.pk, ids)] == [True, False]

    assert counts()["Burger", "Cola"] == 4
    assert counts()["Burger", "Salad"] == counts()["Salad", "Salad"] == 1


def test_a_recount_brings_back_what_was_counted_one_by_one(menu):
    one_by_one = counts()
    late = ordered(7, menu["salad"], menu["juice"])
    ItemPair.objects.update(orders=1)

    call_command("recount_pairs", "primeira")

    assert counts() == {**one_by_one, ("Salad", "Salad"): 1, ("Salad", "Juice"): 1} | {
        ("Juice", "Juice"): 1
    }
    assert pair_order(late.pk, [menu["salad"].pk]) is False


def test_what_was_ordered_together_comes_first_then_best_sellers_of_other_kinds(menu):
    company = company_of([menu["burger"].pk], NOW)

    assert names(company) == ["Cola", "Juice"]
    assert company.is_learnt


def test_at_first_there_are_best_sellers_of_other_categories_alone(menu):
    company = company_of([menu["salad"].pk], NOW)

    assert names(company) == ["Juice"]
    assert not company.is_learnt


def test_nothing_that_is_chosen_or_cannot_be_had(menu):
    menu["cola"].stock = 0
    menu["cola"].save()

    assert names(company_of([menu["burger"].pk, menu["juice"].pk], NOW)) == []
    assert company_of([], NOW).cards == ()


def test_it_takes_three_queries(menu, django_assert_max_num_queries):
    make_group("Gelo", item=menu["cola"], options={"Com": "0", "Sem": "0"})

    with django_assert_max_num_queries(3):
        company_of([menu["burger"].pk], NOW)


def test_a_recount_without_orders_leaves_nothing(tenant):
    assert recount_pairs() == 0
    assert not ItemPair.objects.exists()
