from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from catalog.cheapest import lowest_price
from catalog.options import Choice, Group, Option, PriceRule, check, price

prices = st.integers(0, 40).map(Decimal)
nothing = st.just(())


@st.composite
def options(draw, first_id, most=3, groups=nothing):
    count = draw(st.integers(0, most))
    return tuple(
        Option(
            id=first_id + i,
            name="o",
            price=draw(prices),
            max_quantity=draw(st.integers(1, 2)),
            is_available=draw(st.booleans() | st.just(True)),
            groups=draw(groups),
        )
        for i in range(count)
    )


def groups(id_, options, rules):
    return st.builds(
        Group,
        id=st.just(id_),
        name=st.just("g"),
        options=options,
        min_quantity=st.integers(0, 2),
        max_quantity=st.none(),
        price_rule=st.sampled_from(rules),
    )


nested = st.lists(groups(2, options(20, 2), ["sum", "highest"]), max_size=1).map(tuple)
deep = groups(1, options(10, 2, nested), ["sum", "highest"])
flat = groups(1, options(10), list(PriceRule))


def every_selection(group):
    """All ways to choose, nested ones included; every line of an option is alike."""
    per_option = []
    for option in group.options:
        inner = list(every_selection(option.groups[0])) if option.groups else [()]
        ways = [
            (Choice(option.id, n, i),) for n in range(1, option.max_quantity + 1) for i in inner
        ]
        per_option.append([(), *ways])
    return (sum(combination, ()) for combination in product(*per_option))


@given(flat | deep)
def test_nothing_that_may_be_ordered_is_cheaper(group):
    allowed = [s for s in every_selection(group) if not check(s, [group])]

    found = [price(Decimal(5), selection, [group]).unit_price for selection in allowed]

    assert lowest_price(Decimal(5), [group]) == min(found, default=None)


def test_an_item_without_groups_costs_its_base():
    assert lowest_price(Decimal("12.5"), []) == Decimal("12.50")
