"""Settings of benefits and conditions: typed, kept, and drawn again."""

import pytest
from django.http import QueryDict

from offers.benefits import benefits
from offers.conditions import conditions
from tests.factories import make_category, make_item

TYPED = {
    "percentage": "percent=12,5&most=30,00",
    "amount": "amount=15,00",
    "fixed_price": "price=9,90",
    "buy_get": "buy=2&get=1&percent=50",
    "free_delivery": "most=",
    "minimum": "minimum=80,00",
    "profile": "profiles=delivery&profiles=table",
    "hours": "weekdays=0&weekdays=4&hours=17:00-19:00, 22:00–02:00",
    "first_order": "",
    "tag": "tags=VIP, amigos , VIP",
    "channel": "via=qr&codes=mesa",
}
KEPT = {
    "percentage": {"percent": "12.5", "most": "30.00"},
    "amount": {"amount": "15.00"},
    "fixed_price": {"price": "9.90"},
    "buy_get": {"buy": 2, "get": 1, "percent": 50},
    "free_delivery": {"most": None},
    "minimum": {"minimum": "80.00"},
    "profile": {"profiles": ["delivery", "table"]},
    "hours": {"weekdays": [0, 4], "hours": [["17:00", "19:00"], ["22:00", "02:00"]]},
    "first_order": {},
    "tag": {"tags": ["VIP", "amigos"]},
    "channel": {"via": ["qr"], "codes": ["mesa"]},
}


def member(kind):
    return (benefits if kind in benefits else conditions).get(kind)


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_what_is_typed_is_kept_and_drawn_again(tenant, kind):
    form = member(kind).Settings(QueryDict(TYPED[kind]))

    assert form.is_valid(), form.errors
    assert form.stored() == KEPT[kind]
    assert member(kind)(form.stored())
    assert "None" not in str(member(kind).Settings(initial=form.stored()))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("percentage", "percent=0"),
        ("percentage", "percent=101"),
        ("amount", "amount=0"),
        ("buy_get", "buy=0&get=1&percent=100"),
        ("hours", "weekdays=0&hours=25:00-26:00"),
        ("hours", "weekdays=0&hours=almoço"),
        ("tag", "tags= , "),
        ("channel", "codes="),
        ("gift", "item=999&quantity=1"),
    ],
)
def test_what_cannot_be_is_refused(tenant, kind, typed):
    assert not member(kind).Settings(QueryDict(typed)).is_valid()


def test_items_and_categories_are_the_tenants_own(tenant):
    category = make_category("Pizzas")
    item = make_item("Margherita", category=category)

    for kind, name, pk in [("items", "items", item.pk), ("categories", "categories", category.pk)]:
        form = member(kind).Settings(QueryDict(f"{name}={pk}"))
        assert form.is_valid(), form.errors
        assert form.stored() == {name: [pk]}
