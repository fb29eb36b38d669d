import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart import errors, operations
from cart.contents import CartContents
from catalog.options import Choice
from tests.factories import make_group, make_item

CHOSEN = (Choice(7, 2), Choice(3, 1, (Choice(9),)))
item_ids = st.integers(1, 5)
selections = st.lists(st.builds(Choice, st.integers(1, 4), st.integers(1, 3)), max_size=3)
notes = st.text(max_size=200)


def empty() -> CartContents:
    return CartContents(id="c")


def test_the_same_choice_grows_its_line():
    cart = operations.add_line(empty(), item_id=1, selection=CHOSEN, quantity=2)

    cart = operations.add_line(cart, item_id=1, selection=CHOSEN[::-1], quantity=3)

    assert [line.quantity for line in cart.lines] == [5]


def test_another_note_is_another_line():
    cart = operations.add_line(empty(), item_id=1, selection=(), quantity=1)

    cart = operations.add_line(cart, item_id=1, selection=(), quantity=1, notes="Sem cebola")

    assert len(cart.lines) == 2
    assert len({line.key for line in cart.lines}) == 2


def test_a_cart_is_full_at_sixty_lines():
    cart = empty()
    for item_id in range(60):
        cart = operations.add_line(cart, item_id=item_id, selection=(), quantity=1)

    with pytest.raises(errors.CartFull):
        operations.add_line(cart, item_id=60, selection=(), quantity=1)


def test_a_line_holds_at_most_99():
    cart = operations.add_line(empty(), item_id=1, selection=(), quantity=99)

    with pytest.raises(errors.TooManyUnits):
        operations.add_line(cart, item_id=1, selection=(), quantity=1)


def test_zero_removes_the_line():
    cart = operations.add_line(empty(), item_id=1, selection=(), quantity=2)

    cart = operations.change_quantity(cart, key=cart.lines[0].key, quantity=0)

    assert cart.lines == ()


def test_an_unknown_key_changes_nothing():
    cart = operations.add_line(empty(), item_id=1, selection=(), quantity=2)

    assert operations.change_quantity(cart, key="none", quantity=5) == cart
    assert operations.remove_line(cart, key="none") == cart


@settings(suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(item_ids, selections, st.integers(-3, 30), notes), max_size=25))
def test_whatever_is_added_stays_within_the_limits(adds):
    cart, added = empty(), 0
    for item_id, selection, quantity, note in adds:
        try:
            cart = operations.add_line(
                cart, item_id=item_id, selection=tuple(selection), quantity=quantity, notes=note
            )
        except errors.TooManyUnits:
            continue
        added += max(quantity, 1)

    assert cart.count == added
    assert all(1 <= line.quantity <= 99 and len(line.notes) <= 140 for line in cart.lines)
    assert len({line.key for line in cart.lines}) == len(cart.lines)


def test_takes_what_is_for_sale(tenant):
    item = make_item("Coxinha", price="8.00")

    cart = operations.put_in(empty(), item_id=item.pk, selection=(), quantity=3, now=timezone.now())

    assert [(line.item_id, line.quantity) for line in cart.lines] == [(item.pk, 3)]


def test_refuses_what_is_sold_out_or_gone(tenant):
    sold_out, hidden = make_item(stock=0), make_item(status="hidden")

    for item_id in (sold_out.pk, hidden.pk, 999_999):
        with pytest.raises(errors.NotForSale):
            operations.put_in(
                empty(), item_id=item_id, selection=(), quantity=1, now=timezone.now()
            )


def test_refuses_a_choice_that_breaks_the_rules(tenant):
    item = make_item("Pizza")
    make_group("Tamanho", item=item, options={"Média": "0", "Grande": "12"}, minimum=1)

    with pytest.raises(errors.BadChoice) as refusal:
        operations.put_in(empty(), item_id=item.pk, selection=(), quantity=1, now=timezone.now())

    assert [problem.code for problem in refusal.value.problems] == ["too_few"]


def test_ordering_again_leaves_out_what_is_gone(tenant):
    here, gone = make_item("Feijoada"), make_item("Vatapá", status="archived")
    before = empty()
    for item in (here, gone):
        before = operations.add_line(before, item_id=item.pk, selection=(), quantity=2)

    cart, left_out = operations.add_again(empty(), before.lines, now=timezone.now())

    assert [line.item_id for line in cart.lines] == [here.pk]
    assert [line.item_id for line in left_out] == [gone.pk]
