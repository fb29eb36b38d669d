from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from cart import session
from cart.contents import CartLine
from cart.errors import BadChoice, NotForSale
from cart.operations import add_again, change_quantity, new_cart, put_in, put_in_combo
from cart.selectors import changes, look, price
from offers.combos.models import Combo
from offers.combos.picks import Pick
from tests.factories import make_item
from tests.offers.combos import add_fixed, add_group, make_combo


@pytest.fixture(autouse=True)
def _english(tenant):
    with translation.override("en"):
        yield


@pytest.fixture
def lunch(tenant):
    """A dish and a drink for 40: 46 or 50 on the menu. The second drink costs 2 more."""
    combo = make_combo("Lunch", price="40.00")
    add_fixed(combo, make_item("Dish", price="38.00", stock=3))
    add_group(combo, {make_item("Water", price="8.00"): "0", make_item("Wine", price="12.00"): "2"})
    return combo


def drinks(combo) -> list[int]:
    return list(combo.groups.get(is_fixed=False).choices.values_list("pk", flat=True))


def taken(combo, *, drink=0, quantity=1, contents=None):
    chosen = (Pick(drinks(combo)[drink]),)
    terms = {"chosen": chosen, "quantity": quantity, "now": timezone.now()}
    return put_in_combo(contents or new_cart(), combo_id=combo.pk, **terms)


def priced(contents, tenant):
    return price(contents, tenant=tenant, now=timezone.now(), profile="pickup")


def test_a_combo_is_one_line_with_its_parts(tenant, lunch):
    found = priced(taken(lunch, drink=1, quantity=2), tenant)

    (line,) = found.lines
    assert (line.name, line.unit_price, line.total) == ("Lunch", Decimal(42), Decimal(100))
    assert [(part.name, part.quantity, part.discount) for part in line.parts] == [
        ("Dish", 2, Decimal("12.16")),
        ("Wine", 2, Decimal("3.84")),
    ]
    assert (found.subtotal, found.discount, found.total) == (100, 16, 84)
    assert found.is_orderable


def test_the_same_picks_grow_their_line_and_others_make_their_own(tenant, lunch):
    cart = taken(lunch, contents=taken(lunch))
    cart = taken(lunch, drink=1, contents=cart)

    assert [line.quantity for line in cart.lines] == [2, 1]


def test_stock_counts_parts_and_plain_lines_together(tenant, lunch):
    dish = lunch.groups.get(is_fixed=True).choices.get().item
    cart = put_in(
        taken(lunch, quantity=2), item_id=dish.pk, selection=(), quantity=2, now=timezone.now()
    )

    combo, plain = priced(cart, tenant).lines

    assert combo.problems == ("“Dish”: Only 3 are left.",)
    assert plain.problems == ("Only 3 are left.",)


def test_bad_picks_are_refused_with_a_sentence(tenant, lunch):
    with pytest.raises(BadChoice, match="Choose 1 in “Bebida”"):
        put_in_combo(new_cart(), combo_id=lunch.pk, chosen=(), quantity=1, now=timezone.now())


def test_a_paused_combo_is_refused(tenant, lunch):
    Combo.objects.update(is_on_menu=False)

    with pytest.raises(NotForSale, match="no longer on the menu"):
        taken(lunch)


def test_a_combo_whose_part_is_sold_out_is_refused_by_its_name(tenant, lunch):
    lunch.groups.get(is_fixed=True).choices.get().item.__class__.objects.filter(name="Dish").update(
        stock=0
    )

    with pytest.raises(NotForSale, match="“Dish” is sold out"):
        taken(lunch)


def test_a_new_price_is_news(tenant, lunch):
    cart = taken(lunch)
    seen = look(priced(cart, tenant))
    Combo.objects.update(price="43.00")

    (sentence,) = changes(seen, priced(cart, tenant))

    assert sentence.replace("\xa0", " ") == "“Lunch” went from R$40.00 to R$43.00."


def test_a_combo_that_is_gone_says_so_and_comes_to_nothing(tenant, lunch):
    cart = taken(lunch)
    lunch.delete()

    found = priced(cart, tenant)

    assert found.lines[0].problems == ("It is no longer on the menu. Remove it to go on.",)
    assert (found.total, found.is_orderable) == (0, False)


def test_a_session_keeps_combos_and_drops_what_it_cannot_read(rf, tenant, lunch):
    request = rf.get("/")
    request.session = {}
    cart = change_quantity(taken(lunch), key=taken(lunch).lines[0].key, quantity=1)
    session.save(request, cart)
    kept = next(iter(request.session.values()))
    kept["lines"] += [["k", 0, [["x", 1, []]], 1, "", 5], ["k", 0, [], 1, "", "5"], [1] * 7]

    assert session.load(request) == cart


def test_ordering_again_rebuilds_the_combo(tenant, lunch):
    line = taken(lunch).lines[0]
    gone = CartLine(key="x", item_id=0, selection=[], quantity=1, combo_id=lunch.pk + 99)

    cart, left_out = add_again(new_cart(), [line, gone], now=timezone.now())

    assert left_out == (gone,)
    assert replace(cart.lines[0], key="") == replace(line, key="")
