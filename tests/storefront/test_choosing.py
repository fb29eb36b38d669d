from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalog.options import BadSelection, Choice, Group, Option
from storefront.choosing import draw, read, rule_text

SAUCE = Group(
    id=9, name="Molho", options=(Option(id=90, name="Da casa"), Option(id=91, name="Picante"))
)
SIZE = Group(
    id=1,
    name="Tamanho",
    min_quantity=1,
    options=(
        Option(id=10, name="Média"),
        Option(id=11, name="Grande", price=Decimal(12), groups=(SAUCE,)),
    ),
)
EXTRAS = Group(
    id=2,
    name="Adicionais",
    max_quantity=4,
    options=(
        Option(id=20, name="Bacon", price=Decimal(5), max_quantity=3),
        Option(id=21, name="Ovo", price=Decimal(3)),
    ),
)
GROUPS = (SIZE, EXTRAS)


def test_reads_radios_boxes_steppers_and_what_is_inside():
    data = QueryDict("g1=11&11.g9=91&g2=21&o20=2")

    assert read(data, GROUPS) == (
        Choice(11, 1, (Choice(91),)),
        Choice(20, 2),
        Choice(21),
    )


def test_nothing_chosen_is_nothing():
    assert read(QueryDict("g1=0&o20=0&o20=&g2="), GROUPS) == ()


def test_what_is_inside_an_option_that_was_not_chosen_is_left_out():
    assert read(QueryDict("g1=10&11.g9=91"), GROUPS) == (Choice(10),)


@pytest.mark.parametrize("query", ["g1=x", "o20=-1", "o20=1e3", "o20=100", "g1=²"])
def test_refuses_what_is_no_small_number(query):
    with pytest.raises(BadSelection):
        read(QueryDict(query), GROUPS)


@given(st.dictionaries(st.sampled_from(["g1", "g2", "o20", "11.g9"]), st.text(max_size=6)))
def test_any_post_is_read_or_refused(values):
    data = QueryDict(mutable=True)
    data.update(values)
    try:
        selection = read(data, GROUPS)
    except BadSelection:
        return

    draw(GROUPS, selection)


def test_draws_what_was_chosen():
    size, extras = draw(GROUPS, (Choice(11, 1, (Choice(90),)), Choice(20, 2)))

    assert [control.is_chosen for control in size.controls] == [False, True]
    assert size.controls[1].groups[0].controls[0].is_chosen
    assert [control.kind for control in extras.controls] == ["stepper", "checkbox"]
    assert (extras.controls[0].name, extras.controls[0].quantity) == ("o20", 2)


def test_an_optional_single_choice_can_be_left():
    (group,) = draw((SAUCE,))

    assert group.none_name == "g9"
    assert [control.kind for control in group.controls] == ["radio", "radio"]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"min_quantity": 1}, "Choose 1"),
        ({"max_quantity": 3}, "Choose up to 3"),
        ({"min_quantity": 1, "max_quantity": 3}, "Choose 1 to 3"),
        ({"max_quantity": None}, "Choose as many as you like"),
        ({"min_quantity": 2, "max_quantity": None}, "Choose at least 2"),
        (
            {"min_quantity": 2, "max_quantity": 2, "price_rule": "highest"},
            "Choose 2 · the dearest one sets the price",
        ),
    ],
)
def test_says_the_rule(fields, text):
    with translation.override("en"):
        assert rule_text(Group(id=1, name="x", options=(), **fields)) == text
