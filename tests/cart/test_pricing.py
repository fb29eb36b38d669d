from decimal import Decimal

import pytest
from django.utils import timezone, translation

from cart import operations
from cart.contents import CartContents
from cart.selectors import changes, look, price
from catalog.options import Choice
from tenants.models import DeliveryArea, OrderProfile
from tenants.operations import touch_tenant
from tests.factories import make_group, make_item


@pytest.fixture(autouse=True)
def _english(tenant):
    with translation.override("en"):
        yield


def cart_of(*rows) -> CartContents:
    cart = CartContents(id="c")
    for item, quantity, selection in rows:
        cart = operations.add_line(cart, item_id=item.pk, selection=selection, quantity=quantity)
    return cart


def priced(cart, tenant, profile="pickup", cep=""):
    return price(cart, tenant=tenant, now=timezone.now(), profile=profile, cep=cep)


def test_options_and_quantities_add_up(tenant):
    item = make_item("Pizza", price="40.00")
    group = make_group("Borda", item=item, options={"Catupiry": "7.50"}, minimum=0)
    option = group.options.get()
    cart = cart_of((item, 2, (Choice(option.pk),)), (make_item(price="9.90"), 1, ()))

    found = priced(cart, tenant)

    assert [line.total for line in found.lines] == [Decimal("95.00"), Decimal("9.90")]
    assert found.total == Decimal("104.90")
    assert found.lines[0].options == [
        {"group": "Borda", "name": "Catupiry", "quantity": 1, "price": "7.50", "options": []}
    ]
    assert found.is_orderable


def test_a_half_and_half_pizza_costs_its_dearer_half(tenant):
    item = make_item("Pizza", price="0")
    group = make_group(
        "Sabores", item=item, options={"A": "50", "B": "64"}, maximum=2, price_rule="highest"
    )
    chosen = tuple(Choice(option.pk) for option in group.options.all())

    assert priced(cart_of((item, 1, chosen)), tenant).total == Decimal("64.00")


def test_the_delivery_fee_comes_with_the_cep(tenant):
    DeliveryArea.objects.create(
        tenant=tenant, name="Centro", cep_from="30110000", cep_to="30119999", fee="8.00"
    )
    touch_tenant(tenant)
    tenant.refresh_from_db()
    cart = cart_of((make_item(price="30.00"), 1, ()))

    assert priced(cart, tenant, "delivery").total == Decimal("30.00")
    assert priced(cart, tenant, "delivery", "30110010").total == Decimal("38.00")
    far = priced(cart, tenant, "delivery", "01001000")
    assert far.problems == ("We do not deliver to this CEP.",)


def test_delivery_is_free_from_an_amount_on(tenant):
    DeliveryArea.objects.create(
        tenant=tenant, name="Centro", cep_from="1", cep_to="9", fee="8.00", free_from="60.00"
    )
    touch_tenant(tenant)
    tenant.refresh_from_db()
    cart = cart_of((make_item(price="30.00"), 2, ()))

    assert priced(cart, tenant, "delivery", "30110010").delivery_fee == Decimal("0.00")


def test_below_the_minimum_it_says_how_much_is_missing(tenant):
    OrderProfile.objects.filter(tenant=tenant, kind="pickup").update(minimum_order="25.00")
    touch_tenant(tenant)
    tenant.refresh_from_db()

    found = priced(cart_of((make_item(price="10.00"), 1, ())), tenant)

    assert not found.is_orderable
    assert "15.00" in found.problems[0]


def test_lines_of_one_item_share_its_stock(tenant):
    item = make_item("Bolo", stock=3)
    cart = operations.add_line(
        cart_of((item, 2, ())), item_id=item.pk, selection=(), quantity=2, notes="Presente"
    )

    found = priced(cart, tenant)

    assert [line.problems for line in found.lines] == [("Only 3 are left.",)] * 2


def test_an_item_that_was_deleted_can_only_be_removed(tenant):
    item = make_item()
    cart = cart_of((item, 1, ()))
    item.delete()

    found = priced(cart, tenant)

    assert found.total == 0
    assert not found.is_orderable


def test_says_what_changed_since_the_last_look(tenant):
    dearer, gone, same = make_item("A"), make_item("B"), make_item("C")
    cart = cart_of((dearer, 1, ()), (gone, 1, ()), (same, 1, ()))
    before = look(priced(cart, tenant))
    dearer.price = "35.00"
    dearer.save()
    gone.status = "archived"
    gone.save()

    after = priced(cart, tenant)

    assert changes(before, after) == (
        "“A” went from R$30.00 to R$35.00.",
        "“B” is no longer on the menu.",
    )
    assert changes(look(after), after) == ()


def test_a_look_from_a_broken_session_is_no_news(tenant):
    cart = cart_of((make_item(), 1, ()))

    key = cart.lines[0].key
    assert changes({key: "?", "other": [1]}, priced(cart, tenant)) == ()
