from decimal import Decimal
from itertools import permutations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalog.options import (
    BadSelection,
    Choice,
    Group,
    Option,
    PriceRule,
    canonical,
    check,
    dump_selection,
    load_selection,
    price,
)

CRUST = Group(
    id=9, name="Crust", max_quantity=1, options=(Option(id=91, name="Cheese", price=Decimal(8)),)
)
FLAVOURS = tuple(
    Option(id=i, name=name, price=Decimal(cost), max_quantity=2, groups=(CRUST,))
    for i, name, cost in [(1, "Margherita", "40.00"), (2, "Shrimp", "65.50"), (3, "Corn", "38.25")]
)
PIZZA = Group(
    id=1, name="Flavours", min_quantity=2, max_quantity=2, price_rule="highest", options=FLAVOURS
)
EXTRAS = Group(
    id=2,
    name="Extras",
    max_quantity=None,
    options=(
        Option(id=21, name="Olives", price=Decimal("3.50"), max_quantity=5),
        Option(id=22, name="Truffle", price=Decimal(30), is_available=False),
    ),
)
GROUPS = (PIZZA, EXTRAS)
HALVES = (Choice(1), Choice(2))

prices = st.decimals(min_value=0, max_value=999, places=2)
lines = st.lists(st.tuples(prices, st.integers(1, 5)), min_size=1, max_size=8)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def group_of(pairs, rule="sum", **limits):
    """A group with one option for each (price, units) pair, and the selection of them all."""
    options = tuple(
        Option(id=i, name=str(i), price=p, max_quantity=99) for i, (p, _) in enumerate(pairs)
    )
    group = Group(
        **{"id": 1, "name": "G", "max_quantity": None, **limits}, options=options, price_rule=rule
    )
    return group, tuple(Choice(i, n) for i, (_, n) in enumerate(pairs))


def codes(selection, groups=GROUPS):
    return [problem.code for problem in check(selection, groups)]


def test_half_and_half_costs_as_its_dearest_half():
    breakdown = price(Decimal(0), HALVES, GROUPS)

    assert breakdown.unit_price == Decimal("65.50")
    assert [(line.name, line.amount) for line in breakdown.groups] == [
        ("Flavours", Decimal("65.50"))
    ]


def test_nested_choices_are_paid_for_each_unit():
    both = (Choice(1, 2, (Choice(91),)), Choice(21, 3))

    breakdown = price(Decimal("5.00"), both, GROUPS)

    amounts = [(line.group_id, line.path, str(line.amount)) for line in breakdown.groups]
    assert amounts == [(1, (), "40.00"), (9, (1,), "16.00"), (2, (), "10.50")]
    assert breakdown.unit_price == Decimal("71.50")


def test_an_average_is_rounded_once():
    group, chosen = group_of([(Decimal("0.01"), 1), (Decimal("0.02"), 2)], "average")

    assert price(Decimal(0), chosen, [group]).unit_price == Decimal("0.02")


@given(lines)
def test_the_highest_is_at_least_the_average_and_at_most_the_sum(pairs):
    amounts = {}
    for rule in PriceRule:
        group, chosen = group_of(pairs, rule)
        amounts[rule] = price(Decimal(0), chosen, [group]).unit_price

    assert 0 <= amounts["average"] <= amounts["highest"] <= amounts["sum"]


@given(lines, prices)
def test_a_sum_adds_line_by_line(pairs, base):
    group, chosen = group_of(pairs)

    alone = [price(Decimal(0), (choice,), [group]).unit_price for choice in chosen]

    assert price(base, chosen, [group]).unit_price == base + sum(alone)


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3, 21, 22]), st.integers(1, 3)), max_size=4), prices
)
def test_the_order_of_choices_means_nothing(pairs, base):
    selection = tuple(Choice(id_, n, (Choice(91),) if id_ < 4 else ()) for id_, n in pairs)

    results = {
        (canonical(order), price(base, order, GROUPS), tuple(check(order, GROUPS)))
        for order in permutations(selection)
    }

    assert len(results) == 1


@given(lines, st.integers(0, 12), st.integers(0, 12))
def test_limits_count_units_not_lines(pairs, least, most):
    group, chosen = group_of(pairs, min_quantity=least, max_quantity=most)
    units = sum(n for _, n in pairs)

    expected = ["too_few"] if units < least else ["too_many"] if units > most else []

    assert codes(chosen, [group]) == expected


def test_a_good_selection_has_no_problem():
    assert check(HALVES, GROUPS) == []
    assert check((Choice(1, 2, (Choice(91),)), Choice(21, 5)), GROUPS) == []


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ((), ["too_few"]),
        ((Choice(1), Choice(2), Choice(3)), ["too_many"]),
        ((*HALVES, Choice(21, 6)), ["too_many_of_one"]),
        ((*HALVES, Choice(22)), ["sold_out"]),
        ((*HALVES, Choice(99)), ["unknown"]),
        ((Choice(1, 3), Choice(2, -1)), ["quantity", "too_many_of_one"]),
        ((Choice(1, 2, (Choice(91, 2),)),), ["too_many", "too_many_of_one"]),
        ((Choice(1, 2, (Choice(91, 1, (Choice(91),)),)),), ["too_deep"]),
        ((*HALVES, Choice(21, 1, (Choice(91),))), ["unknown"]),
    ],
)
def test_names_each_problem(selection, expected):
    assert sorted(codes(selection)) == expected


def test_a_problem_names_the_group_and_where_it_is():
    (problem,) = check((Choice(1),), GROUPS)
    assert problem.sentence == "Choose 2 in “Flavours”."
    assert (problem.group_id, problem.path) == (1, ())

    problem = check((Choice(1, 2, (Choice(91, 2),)),), GROUPS)[0]
    assert problem.sentence == "Choose at most 1 in “Crust”."
    assert (problem.group_id, problem.path) == (9, (1,))


def test_a_required_nested_group_is_asked_for_each_line_of_its_option():
    required = Group(id=5, name="Point", min_quantity=1, options=(Option(id=51, name="Rare"),))
    steak = Group(id=4, name="Meat", options=(Option(id=41, name="Steak", groups=(required,)),))

    assert codes((), [steak]) == []
    assert codes((Choice(41),), [steak]) == ["too_few"]
    assert codes((Choice(41, 1, (Choice(51),)),), [steak]) == []


def test_refuses_to_price_what_was_not_checked():
    with pytest.raises(ValueError, match="99"):
        price(Decimal(0), (Choice(99),), GROUPS)
    with pytest.raises(ValueError, match="base"):
        price(Decimal(-1), (), GROUPS)
    with pytest.raises(ValueError, match="costs"):
        Option(id=1, name="Gift", price=Decimal("-0.01"))


def test_equal_choices_are_one_line():
    assert canonical([Choice(2), Choice(1, 0), Choice(2, 2)]) == (Choice(2, 3),)


plain = st.builds(Choice, st.integers(1, 9), st.integers(1, 9), st.just(()))
choices = st.lists(plain, max_size=3).map(tuple)


@given(st.lists(st.builds(Choice, st.integers(1, 9), st.integers(1, 9), choices), max_size=5))
def test_reads_back_what_it_writes(selection):
    assert load_selection(dump_selection(tuple(selection))) == canonical(selection)


@pytest.mark.parametrize(
    "raw",
    [None, "1", {"1": 1}, [1], [[1]], [["1", 1]], [[1, 0]], [[1, -1]], [[1, 100]], [[1, 1.5]]]
    + [
        [[True, 1]],
        [[1, 1, "x"]],
        [[1, 1, [[2, 1, [[3, 1]]]]]],
        [[1, 1]] * 101,
        [[1, 60], [1, 60]],
    ],
)
def test_refuses_a_selection_of_another_shape(raw):
    with pytest.raises(BadSelection):
        load_selection(raw)
