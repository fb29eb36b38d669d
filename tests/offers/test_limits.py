"""Limits hold whoever comes at once, and what is given back is there again."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from flowt.tenancy import tenant_context
from offers.errors import OfferUsedUp
from offers.models import Coupon, Offer, OfferUse
from offers.operations.usage import recount, release_uses
from orders.errors import CartChanged
from orders.models import Order
from orders.operations.moving import move_order
from orders.operations.reopening import reopen_order
from orders.requests import Customer
from people.erasure import erase_person
from tests.conftest import run_commit_hooks
from tests.factories import make_item
from tests.offers.conftest import make_coupon, make_offer
from tests.orders.conftest import open_shop
from tests.orders.placing import ANA, AT_ONCE, at_once, buyer, cart_of, place


@pytest.fixture
def lasagne(shop):
    return make_item("Lasanha", price="30.00")


def order(shop, item, total, *codes, **terms):
    return place(replace(cart_of((item.pk, 1)), codes=codes), shop, total, **terms)


def test_a_hundred_at_once_get_ten_of_ten(trading_tenant):
    tenant = trading_tenant
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item(price="30.00")
        coupon = make_coupon("DEZ", limit_total=10)
    contents = [replace(cart_of((item.pk, 1)), codes=("DEZ",)) for _ in range(100)]
    calls = [
        partial(place, one, tenant, "27.00", customer=buyer(n)) for n, one in enumerate(contents)
    ]

    results = at_once(tenant, calls)

    with tenant_context(tenant):
        offer = Offer.objects.get(pk=coupon.offer_id)
        assert sum(isinstance(result, Order) for result in results) == 10
        assert all(isinstance(result, Order | CartChanged) for result in results)
        assert (offer.used_count, offer.spent) == (10, 30)
        assert OfferUse.objects.count() == Order.objects.count() == 10


def test_one_person_at_once_gets_one_of_each(trading_tenant):
    tenant = trading_tenant
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item(price="30.00")
        make_offer("Uma vez", limit_per_person=1, benefit_settings={"percent": "50"})
        make_coupon("SO1", use_limit=1)
    forms = ["+5511999998888", "+551199998888"]  # one telephone, in both of its forms
    contents = [replace(cart_of((item.pk, 1)), codes=("SO1",)) for _ in range(AT_ONCE)]
    calls = [
        partial(place, one, tenant, "13.50", customer=Customer(name="Ana", phone=forms[n % 2]))
        for n, one in enumerate(contents)
    ]

    results = at_once(tenant, calls)

    with tenant_context(tenant):
        assert sum(isinstance(result, Order) for result in results) == 1
        assert OfferUse.objects.count() == 2
        assert Coupon.objects.get().used_count == 1


def test_a_person_is_known_by_their_cpf_too(shop, lasagne):
    make_coupon("CPF", limit_per_person=1)
    one = replace(ANA, document="52998224725")
    other = Customer(name="Bia", phone="+5511988887777", document="52998224725")
    order(shop, lasagne, "27.00", "CPF", customer=one)

    with pytest.raises(CartChanged) as refusal:
        order(shop, lasagne, "27.00", "CPF", customer=other)

    (code,) = refusal.value.priced.quote.codes
    assert code.sentence == "Você já usou."


def test_who_says_no_phone_cannot_use_what_is_counted_by_person(shop, lasagne):
    make_coupon("MESA", limit_per_person=1)
    nameless = {"customer": Customer(name="Ana"), "profile": "table", "table_label": "4"}

    with pytest.raises(CartChanged) as refusal:
        order(shop, lasagne, "27.00", "MESA", **nameless)

    assert "telefone" in refusal.value.priced.quote.codes[0].sentence
    assert not OfferUse.objects.exists()


@pytest.mark.parametrize(
    "limit",
    [
        {"limit_total": 1},
        {"limit_per_period": 1, "period": "day"},
        {"limit_per_period": 1, "period": "month"},
        {"budget": Decimal("5.00")},
    ],
    ids=["total", "day", "month", "budget"],
)
def test_what_is_used_up_costs_its_price_again(noon, shop, lasagne, limit):
    make_offer("Poucos", **limit)
    order(shop, lasagne, "27.00")
    run_commit_hooks()

    with pytest.raises(CartChanged) as refusal:
        order(shop, lasagne, "27.00", customer=buyer(2))

    assert refusal.value.priced.total == 30
    assert order(shop, lasagne, "30.00", customer=buyer(2)).discount == 0


def test_called_off_gives_back_once_and_taken_up_again_takes_it_anew(shop, lasagne):
    coupon = make_coupon("VOLTA10", limit_total=1, use_limit=1)
    placed = order(shop, lasagne, "27.00", "VOLTA10")

    move_order(placed, verb="reject", reason="busy", actor=None)
    assert release_uses(placed.reference) == 0
    assert counts(coupon) == (0, 0, 0)
    reopen_order(placed, actor=None)

    assert counts(coupon) == (1, Decimal("3.00"), 1)


def test_taken_up_again_refuses_where_somebody_else_has_it(shop, lasagne):
    coupon = make_coupon("VOLTA10", limit_total=1)
    placed = order(shop, lasagne, "27.00", "VOLTA10")
    move_order(placed, verb="reject", reason="busy", actor=None)
    order(shop, lasagne, "27.00", "VOLTA10", customer=buyer(2))

    with pytest.raises(OfferUsedUp):
        reopen_order(placed, actor=None)

    placed.refresh_from_db()
    assert placed.status == "rejected"
    assert counts(coupon) == (1, Decimal("3.00"), 0)


def test_an_offer_changed_meanwhile_is_priced_anew(shop, lasagne):
    offer = make_offer("Semana da casa")
    order(shop, lasagne, "27.00")  # from here on the process knows it
    Offer.objects.filter(pk=offer.pk).update(revision=2, benefit_settings={"percent": "20"})

    with pytest.raises(CartChanged) as refusal:
        order(shop, lasagne, "27.00", customer=buyer(2))

    assert refusal.value.priced.total == 24


def test_a_limit_given_later_counts_what_was(shop, lasagne):
    offer = make_offer("Semana da casa")
    order(shop, lasagne, "27.00")

    recount(offer)

    assert (offer.used_count, offer.spent) == (1, 3)


def counts(coupon):
    coupon.refresh_from_db()
    offer = Offer.objects.get(pk=coupon.offer_id)
    return offer.used_count, offer.spent, coupon.used_count


def test_an_erased_person_is_known_to_no_limit(shop, lasagne):
    make_coupon("CPF", limit_per_person=1)
    placed = order(shop, lasagne, "27.00", "CPF")
    Order.objects.update(status="delivered")

    erase_person(placed.person, actor=None)

    use = OfferUse.objects.get()
    assert (use.phone, use.phone_index, use.document_index, use.amount) == ("", "", "", 3)
    assert order(shop, lasagne, "27.00", "CPF").discount == 3


def test_stays_in_its_tenant(shop, lasagne, other_tenant):
    make_offer("Semana da casa")
    with tenant_context(other_tenant):
        assert not Offer.objects.exists()
