"""An offer that a whole town uses at once: its last statement also commits, and limits hold."""

from dataclasses import replace
from functools import partial

import pytest
from django.db import connection, transaction

from flowt.tenancy import tenant_context
from offers import limits
from offers.models import Coupon, Offer, OfferUse
from offers.operations.taking import Taking
from orders.errors import CartChanged
from orders.models import Order
from orders.requests import Customer
from tests.factories import make_item
from tests.offers.conftest import make_coupon, make_offer
from tests.orders.conftest import open_shop
from tests.orders.placing import AT_ONCE, at_once, buyer, cart_of, place


@pytest.fixture
def town(trading_tenant):
    open_shop(trading_tenant)
    return trading_tenant


@pytest.fixture
def takings(monkeypatch):
    """Which way each order took its uses: True where that committed."""
    ways = []
    finish = Taking.finish

    def noted(self, found):
        ways.append(self.commits)
        finish(self, found)

    monkeypatch.setattr(Taking, "finish", noted)
    return ways


def everybody(tenant, count, total="27.00", customer=buyer, **coupon):
    """So many orders at once with one coupon; what became of each."""
    with tenant_context(tenant):
        item = make_item(price="30.00")
        make_coupon("CIDADE", **coupon)
    carts = [replace(cart_of((item.pk, 1)), codes=("CIDADE",)) for _ in range(count)]
    return at_once(
        tenant,
        [partial(place, one, tenant, total, customer=customer(n)) for n, one in enumerate(carts)],
    )


def assert_given(tenant, results, count):
    given = [result for result in results if isinstance(result, Order)]
    assert len(given) == count, results
    assert all(isinstance(result, Order | CartChanged) for result in results)
    with tenant_context(tenant):
        offer = Offer.objects.get()
        assert (offer.used_count, offer.spent) == (count, 3 * count)
        assert OfferUse.objects.count() == Order.objects.count() == count
        assert {use.reference for use in OfferUse.objects.all()} == {o.reference for o in given}


def test_all_get_it_while_there_is_plenty(town, takings):
    results = everybody(town, 2 * AT_ONCE, limit_total=1_000, budget=9_000)

    assert_given(town, results, 2 * AT_ONCE)
    assert takings == [True] * 2 * AT_ONCE


def test_a_rush_to_the_end_gives_exactly_what_there_is(town, takings, monkeypatch):
    """Nearly all see plenty, and more come than there is."""
    monkeypatch.setattr(limits, "MANY_AT_ONCE", 1)

    results = everybody(town, 40, limit_total=11)

    assert_given(town, results, 11)
    assert True in takings
    assert False in takings  # the last one is given under the eyes of its process


def test_a_rush_to_the_end_of_a_budget(town, monkeypatch):
    monkeypatch.setattr(limits, "MANY_AT_ONCE", 1)

    assert_given(town, everybody(town, 30, budget=21), 7)


def test_one_person_in_two_forms_has_it_once(town, takings):
    forms = ["+5511999998888", "+551199998888"]

    def ana(number):
        return Customer(name="Ana", phone=forms[number % 2])

    results = everybody(town, AT_ONCE, customer=ana, limit_total=1_000, limit_per_person=1)

    assert_given(town, results, 1)
    assert True in takings


def test_a_code_has_no_more_uses_than_its_own(town):
    results = everybody(town, AT_ONCE, limit_total=1_000, use_limit=3)

    assert_given(town, results, 3)
    with tenant_context(town):
        assert Coupon.objects.get().used_count == 3


def test_one_that_was_changed_meanwhile_is_priced_anew(shop, monkeypatch):
    item, offer = make_item(price="30.00"), make_offer("Dez", limit_total=1_000)
    finish, tries = Taking.finish, []

    def late(self, found):
        if not tries:
            Offer.objects.filter(pk=offer.pk).update(revision=offer.revision + 1)
        tries.append(self.commits)
        finish(self, found)

    monkeypatch.setattr(Taking, "finish", late)

    place(cart_of((item.pk, 1)), shop, "27.00")

    offer.refresh_from_db()
    assert (tries, offer.used_count) == ([True, True], 1)


def test_within_a_larger_transaction_nothing_is_committed(town):
    with tenant_context(town):
        item = make_item(price="30.00")
        make_offer("Dez", limit_total=1_000)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            place(cart_of((item.pk, 1)), town, "27.00")
            assert connection.in_atomic_block
            raise ZeroDivisionError

        assert not Order.objects.exists()
        assert Offer.objects.get().used_count == OfferUse.objects.count() == 0
