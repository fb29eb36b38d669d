import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cart import operations, session
from catalog.options import Choice
from flowt.tenancy import tenant_context

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@pytest.fixture
def request_():
    return make_request()


def make_request():
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


def test_comes_back_as_it_was_kept(request_):
    cart = operations.add_line(
        operations.new_cart(),
        item_id=4,
        selection=(Choice(3, 2, (Choice(9),)),),
        quantity=2,
        notes="Sem sal",
    )

    session.save(request_, cart)

    assert session.load(request_) == cart


def test_a_cleared_cart_comes_back_under_another_name(request_):
    first = operations.add_line(operations.new_cart(), item_id=4, selection=(), quantity=1)
    session.save(request_, first)

    session.clear(request_)

    assert session.load(request_).lines == ()
    assert session.load(request_).id != first.id


def test_each_tenant_has_a_cart_of_its_own(request_, tenant, other_tenant):
    cart = operations.add_line(operations.new_cart(), item_id=4, selection=(), quantity=1)
    session.save(request_, cart)

    with tenant_context(other_tenant):
        assert session.load(request_).lines == ()
    assert session.load(request_).lines == cart.lines


@given(plain)
def test_a_broken_session_is_an_empty_cart(kept):
    request = make_request()
    request.session["cart:public"] = kept

    assert isinstance(session.load(request).count, int)
    assert isinstance(session.seen(request), dict)


@given(st.lists(plain, max_size=6))
def test_broken_lines_are_dropped(rows):
    request = make_request()
    request.session["cart:public"] = {"id": "x", "lines": [*rows, ["k", 5, [], 2, ""]]}

    assert session.load(request).lines[-1].item_id == 5
