from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart.operations import new_cart
from catalog.errors import SoldOut
from catalog.models.items import Item
from flowt.events.models import Event
from flowt.tenancy import public_schema, tenant_context
from orders.errors import (
    BelowMinimum,
    CannotBeOrdered,
    CartChanged,
    ChangeTooSmall,
    Closed,
    EmptyCart,
    KeyReused,
    NotDelivered,
    ProfileNotOffered,
    TableMissing,
)
from orders.models import Order
from orders.requests import Customer
from payments.errors import GatewayNotOffered
from payments.models import Payment
from people.models import Person
from tenants import selectors
from tenants.models import OpeningRange, OrderProfile
from tests.factories import make_group, make_item
from tests.orders.conftest import open_shop
from tests.orders.placing import ANA, HOME, at_once, buyer, cart_of, place


@pytest.fixture
def lasagne(shop) -> Item:
    return make_item("Lasanha", price="30.00", stock=10)


def nothing_happened(item) -> bool:
    item.refresh_from_db()
    rows = Order.objects.exists() or Payment.objects.exists() or Person.objects.exists()
    return item.stock == 10 and not rows and not Event.objects.filter(type="order.placed").exists()


def test_keeps_copies_of_lines_customer_and_journey(shop, lasagne):
    group = make_group("Borda", item=lasagne, options={"Catupiry": "5.00"})
    option = group.options.get()
    contents = cart_of((lasagne.pk, 2), selection=[[option.pk, 1, []]], notes="Sem sal")

    order = place(contents, shop, "70.00")

    line = order.lines.get()
    assert (line.name, line.quantity, line.unit_price, line.total) == (
        "Lasanha",
        2,
        Decimal("35.00"),
        Decimal("70.00"),
    )
    assert line.options[0]["name"] == "Catupiry"
    assert line.notes == "Sem sal"
    assert (order.via, order.qr_src, order.qr_code) == ("qr", "mesa", "abc")
    assert order.person.phone == ANA.phone
    lasagne.refresh_from_db()
    assert lasagne.stock == 8


def test_asks_for_the_payment_and_tells(shop, lasagne):
    order = place(cart_of((lasagne.pk, 1)), shop, "30.00")

    payment = Payment.objects.get(reference=order.reference)
    event = Event.objects.get(type="order.placed")
    assert (payment.amount, payment.status) == (Decimal("30.00"), "pending")
    assert event.payload["quantities"] == [[lasagne.pk, 1]]
    assert event.correlation_id == order.correlation_id
    assert list(order.moves.values_list("verb", "to_status")) == [("place", "under_review")]


def test_numbers_have_no_gaps(shop, lasagne):
    first = place(cart_of((lasagne.pk, 1)), shop, "30.00")
    with pytest.raises(CartChanged):
        place(cart_of((lasagne.pk, 1)), shop, "31.00")
    second = place(cart_of((lasagne.pk, 1)), shop, "30.00")

    assert second.number == first.number + 1


def test_a_repeat_gets_the_same_order(shop, lasagne):
    contents = cart_of((lasagne.pk, 1))

    assert place(contents, shop, "30.00") == place(contents, shop, "30.00")

    lasagne.refresh_from_db()
    assert lasagne.stock == 9


def test_a_repeat_is_answered_when_all_has_changed_since(shop, lasagne):
    contents = cart_of((lasagne.pk, 1))
    order = place(contents, shop, "30.00")
    Item.objects.update(price=99, stock=0)

    assert place(contents, shop, "30.00") == order


def test_another_request_with_the_key_is_refused(shop, lasagne):
    contents = cart_of((lasagne.pk, 1))
    order = place(contents, shop, "30.00")

    with pytest.raises(KeyReused) as refused:
        place(contents, shop, "30.00", notes="Outra coisa")

    assert refused.value.status == 409
    assert refused.value.order == order
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("refusal", "total", "terms"),
    [
        (CartChanged, "29.99", {}),
        (ProfileNotOffered, "30.00", {"profile": "drone"}),
        (TableMissing, "30.00", {"profile": "table"}),
        (NotDelivered, "30.00", {"profile": "delivery"}),
        (NotDelivered, "30.00", {"profile": "delivery", "address": replace(HOME, cep="99999999")}),
        (GatewayNotOffered, "30.00", {"payment_kind": "pix"}),
        (GatewayNotOffered, "30.00", {"payment_kind": "shells"}),
        (ChangeTooSmall, "30.00", {"change_for": Decimal("29.00")}),
    ],
)
def test_refuses_and_leaves_nothing(shop, lasagne, refusal, total, terms):
    with pytest.raises(refusal):
        place(cart_of((lasagne.pk, 1)), shop, total, **terms)

    assert nothing_happened(lasagne)


def test_refuses_while_closed(shop, lasagne):
    OpeningRange.objects.all().delete()
    selectors.forget()

    with pytest.raises(Closed):
        place(cart_of((lasagne.pk, 1)), shop, "30.00")

    assert nothing_happened(lasagne)


def test_refuses_below_the_minimum(shop, lasagne):
    OrderProfile.objects.update(minimum_order=50)
    selectors.forget()

    with pytest.raises(BelowMinimum) as refused:
        place(cart_of((lasagne.pk, 1)), shop, "30.00")

    assert "20,00" in str(refused.value)
    assert nothing_happened(lasagne)


def test_refuses_more_than_is_left(shop, lasagne):
    with pytest.raises((CannotBeOrdered, SoldOut)):
        place(cart_of((lasagne.pk, 11)), shop, "330.00")

    assert nothing_happened(lasagne)


def test_refuses_two_lines_that_together_are_more_than_is_left(shop, lasagne):
    with pytest.raises((CannotBeOrdered, SoldOut)):
        place(cart_of((lasagne.pk, 6), (lasagne.pk, 5)), shop, "330.00")

    assert nothing_happened(lasagne)


def test_refuses_an_empty_cart(shop):
    with pytest.raises(EmptyCart):
        place(new_cart(), shop, "0.00")


def test_delivery_adds_the_fee(shop, lasagne):
    order = place(cart_of((lasagne.pk, 1)), shop, "37.00", profile="delivery", address=HOME)

    assert (order.subtotal, order.delivery_fee) == (Decimal("30.00"), Decimal("7.00"))
    assert order.address["street"] == "Av. Paulista"


def test_a_table_needs_no_phone(shop, lasagne):
    guest = Customer(name="Mesa da janela")

    order = place(
        cart_of((lasagne.pk, 1)), shop, "30.00", customer=guest, profile="table", table_label="7"
    )

    assert order.table_label == "7"
    assert order.person.phone == ""


def test_exact_cash_needs_no_change(shop, lasagne):
    order = place(cart_of((lasagne.pk, 1)), shop, "30.00", change_for=Decimal("30.00"))

    assert order.change_for is None


def test_takes_few_statements(shop, lasagne):
    drink = make_item("Suco", price="9.00")
    make_group("Tamanho", item=drink, options={"P": "0", "G": "3"}, minimum=0)
    contents = cart_of((lasagne.pk, 1), (drink.pk, 2))
    place(cart_of((lasagne.pk, 1)), shop, "30.00")

    with CaptureQueriesContext(connection) as queries:
        place(contents, shop, "48.00", customer=Customer(name="Bia", phone="+5511988887777"))

    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= 15, "\n".join(sql[:90] for sql in statements)


@settings(suppress_health_check=list(HealthCheck))
@given(
    prices=st.lists(st.integers(1, 99_999), min_size=1, max_size=4),
    units=st.integers(1, 9),
    is_delivery=st.booleans(),
)
def test_totals_add_up_to_the_cent(shop, prices, units, is_delivery):
    items = [make_item(price=str(Decimal(cents) / 100)) for cents in prices]
    fee = Decimal(7 if is_delivery else 0)
    expected = sum(item.price for item in items) * units + fee

    order = place(
        cart_of(*((item.pk, units) for item in items)),
        shop,
        str(expected),
        profile="delivery" if is_delivery else "pickup",
        address=HOME if is_delivery else None,
    )

    lines = list(order.lines.all())
    assert sum(line.total for line in lines) == order.subtotal
    assert order.total == order.subtotal - order.discount + order.delivery_fee == expected
    assert Payment.objects.get(reference=order.reference).amount == expected


def test_fifty_posts_of_one_cart_make_one_order(trading_tenant):
    tenant = trading_tenant
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item(price="30.00", stock=10)
    contents = cart_of((item.pk, 1))

    results = at_once(tenant, [lambda: place(contents, tenant, "30.00")] * 50)

    with tenant_context(tenant):
        assert Order.objects.count() == Payment.objects.count() == 1
        assert {result.pk for result in results} == {Order.objects.get().pk}
        assert Item.objects.get(pk=item.pk).stock == 9


def test_a_hundred_buyers_of_ten_units_get_ten(trading_tenant):
    tenant = trading_tenant
    open_shop(tenant)
    with tenant_context(tenant):
        item = make_item(price="30.00", stock=10)
    calls = [
        partial(place, cart_of((item.pk, 1)), tenant, "30.00", customer=buyer(n))
        for n in range(100)
    ]

    results = at_once(tenant, calls)

    with tenant_context(tenant):
        assert sum(isinstance(result, Order) for result in results) == 10
        assert all(isinstance(result, Order | CannotBeOrdered | SoldOut) for result in results)
        assert Item.objects.get(pk=item.pk).stock == 0
        assert len(set(Order.objects.values_list("number", flat=True))) == 10


def test_stands_in_its_own_tenant(shop, lasagne, other_tenant):
    place(cart_of((lasagne.pk, 1)), shop, "30.00")

    with tenant_context(other_tenant):
        assert not Order.objects.exists()
    with public_schema():
        assert timezone.now()
