from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalog.options import BadSelection, Group, Option
from catalog.options import Choice as Chosen
from offers.combos import picks
from offers.combos.picks import Pick
from offers.combos.pricing import Choice, Combo, ComboGroup, check, included_of, price

CENTS = st.integers(0, 12_000).map(lambda cents: Decimal(cents) / 100)
SIZE = Group(
    id=1,
    name="Size",
    min_quantity=1,
    options=(Option(id=1, name="S"), Option(id=2, name="L", price=Decimal(24))),
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def choice(pk: int, amount: str, **fields) -> Choice:
    return Choice(id=pk, item_id=pk, name=f"item {pk}", price=Decimal(amount), **fields)


def combo(amount: str, *groups: ComboGroup) -> Combo:
    return Combo(id=1, name="Combo", price=Decimal(amount), groups=groups)


def fixed(*choices: Choice) -> ComboGroup:
    return ComboGroup(id=1, name="", choices=choices, is_fixed=True)


def shares(found) -> list[tuple[Decimal, Decimal]]:
    return [(part.total, part.discount) for part in found.parts]


def test_the_saving_is_spread_to_the_cent_by_what_the_parts_cost():
    found = price(combo("25.00", fixed(choice(1, "10"), choice(2, "10"), choice(3, "10"))), ())

    assert found.saving == Decimal("5.00")
    assert [part.discount for part in found.parts] == [
        Decimal("1.67"),
        Decimal("1.67"),
        Decimal("1.66"),
    ]


def test_a_combo_dearer_than_its_parts_raises_them():
    found = price(combo("10.00", fixed(choice(1, "3", maximum=3), choice(2, "0"))), ())

    assert found.total == Decimal("10.00")
    assert shares(found) == [(Decimal("10.02"), Decimal("0.02")), (Decimal("0"), Decimal("0"))]


def test_surcharges_and_options_beyond_what_is_included_are_paid_on_top():
    pizza = choice(1, "50", groups=(SIZE,), included=Decimal(20), surcharge=Decimal(3))
    group = ComboGroup(id=2, name="Pizza", choices=(pizza,))

    small = price(combo("45", group), (Pick(1, 1, (Chosen(1),)),))
    large = price(combo("45", group), (Pick(1, 1, (Chosen(2),)),))

    assert (small.unit_price, large.unit_price) == (Decimal(48), Decimal(52))
    assert large.saving == Decimal(22)


def test_the_cheapest_choice_that_must_be_made_is_included_though_it_is_sold_out():
    options = (Option(id=1, name="S", price=Decimal(9), is_available=False), SIZE.options[1])
    group = replace(SIZE, options=options)

    assert included_of(Decimal(0), (group,), Decimal(0)) == Decimal(9)


def test_what_is_wrong_is_said_in_sentences():
    group = ComboGroup(
        id=2,
        name="Drinks",
        minimum=2,
        maximum=2,
        choices=(choice(5, "8"), choice(6, "9", problem="“Tea” is sold out.")),
    )
    main = choice(1, "30", groups=(SIZE,))
    found = check(combo("40", fixed(main), group), (Pick(6, 1), Pick(77, 1)))

    assert [problem.sentence for problem in found] == [
        "Something you chose is no longer part of this combo.",
        "Choose 2 in “Drinks”.",
        "“Tea” is sold out.",
        "item 1: Choose 1 in “Size”.",
    ]
    assert found[-1].path == (1,)


def test_more_of_one_than_it_allows_is_refused():
    group = ComboGroup(id=2, name="Drinks", choices=(choice(5, "8"),), maximum=3)

    (problem,) = check(combo("10", group), (Pick(5, 2),))

    assert problem.code == "too_many_of_one"


@pytest.mark.parametrize(
    "raw",
    ["x", [[1]], [[1, 0]], [[1, "2"]], [[True, 1]], [[1, 100]], [[1, 1, "x"]], [[1, 1]] * 101],
)
def test_picks_of_another_shape_are_refused(raw):
    with pytest.raises(BadSelection):
        picks.load(raw)


@st.composite
def combos(draw) -> tuple[Combo, list[Pick]]:
    """A combo of up to four groups, and picks it takes."""
    groups, chosen, pk = [], [], 0
    for number in range(draw(st.integers(1, 4))):
        choices = []
        for _ in range(draw(st.integers(1, 3))):
            pk += 1
            surcharge, most = draw(CENTS), draw(st.integers(1, 3))
            choices.append(
                choice(pk, str(draw(CENTS)), groups=(SIZE,), surcharge=surcharge, maximum=most)
            )
            chosen.append(Pick(pk, draw(st.integers(1, most)), (Chosen(draw(st.integers(1, 2))),)))
        is_fixed = draw(st.booleans())
        groups.append(
            ComboGroup(id=number, name="g", choices=tuple(choices), maximum=9, is_fixed=is_fixed)
        )
    return combo(str(draw(CENTS)), *groups), chosen


@given(combos(), st.integers(1, 99))
def test_parts_sum_to_the_price_and_none_is_below_zero(made, quantity):
    found = price(*made, quantity)

    assert found.total == found.unit_price * quantity
    assert sum(part.total - part.discount for part in found.parts) == found.total
    assert all(0 <= part.discount <= part.total for part in found.parts)


@given(combos(), st.randoms())
def test_no_order_of_picks_or_groups_changes_anything(made, random):
    spec, chosen = made
    before = price(spec, chosen, 3)
    groups = random.sample(spec.groups, len(spec.groups))
    halves = [Pick(pk, 1, s) for pk, n, s in chosen for _ in range(n)]
    after = price(replace(spec, groups=tuple(groups)), random.sample(halves, len(halves)), 3)

    assert (after.unit_price, after.total) == (before.unit_price, before.total)
    assert sorted(after.parts, key=repr) == sorted(before.parts, key=repr)
    assert picks.load(picks.dump(halves)) == picks.canonical(chosen)
