from decimal import Decimal

import pytest

from cart.contents import CartLine
from cart.upgrades import upgrades_of
from catalog.companions import Chosen
from catalog.options import Choice, Group, Option, dump_selection


def sizes(*prices, **fields):
    options = tuple(
        Option(id=n, name=f"Size {n}", price=Decimal(price)) for n, price in enumerate(prices, 1)
    )
    return Group(id=1, name="Size", options=options, **{"min_quantity": 1, **fields})


def step(group, chosen):
    selection = dump_selection((Choice(chosen),))
    line = CartLine(key="a1", item_id=7, selection=selection, quantity=1)
    return upgrades_of([line], {7: Chosen("Pizza", (group,))}).get("a1")


def test_the_next_size_for_what_it_costs_more():
    found = step(sizes("20", "32", "41"), 1)

    assert (found.item, found.option, found.extra) == ("Pizza", "Size 2", Decimal(12))
    assert found.selection == (Choice(2),)


@pytest.mark.parametrize(
    ("group", "chosen"),
    [
        pytest.param(sizes("20", "32"), 2, id="the-largest"),
        pytest.param(sizes("0", "0"), 1, id="one-price"),
        pytest.param(sizes(*"123456"), 1, id="a-list-of-flavours"),
        pytest.param(sizes("20", "32", min_quantity=0), 1, id="an-extra"),
        pytest.param(sizes("20", "32"), 9, id="left-the-menu"),
    ],
)
def test_no_step_where_there_is_none(group, chosen):
    assert step(group, chosen) is None
