from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from catalog.errors import SoldOut
from catalog.models.items import Item
from catalog.operations.stock import count_sold, return_stock, take_stock
from flowt import versions
from flowt.events.models import Event
from flowt.tenancy import tenant_context
from tests.factories import make_item


def version(tenant):
    return versions.read(f"menu:{tenant.schema_name}")[0]


def test_takes_what_is_counted_and_leaves_the_rest(tenant):
    counted, free = make_item(stock=5), make_item()

    take_stock({counted.pk: 2, free.pk: 7})

    counted.refresh_from_db()
    free.refresh_from_db()
    assert (counted.stock, free.stock) == (3, None)


def test_all_or_none(tenant):
    plenty, scarce = make_item(stock=5), make_item("Polvo", stock=1)

    with pytest.raises(SoldOut) as refusal, transaction.atomic():
        take_stock({plenty.pk: 2, scarce.pk: 2})

    assert (refusal.value.item_id, refusal.value.left) == (scarce.pk, 1)
    assert str(refusal.value) == "Só resta 1 de “Polvo”."
    plenty.refresh_from_db()
    assert plenty.stock == 5


def test_nothing_left_says_so(tenant):
    item = make_item("Polvo", stock=0)

    with pytest.raises(SoldOut, match="“Polvo” está esgotado"):
        take_stock({item.pk: 1})


def test_the_last_unit_makes_the_menu_old_and_is_told(tenant):
    item = make_item(stock=2)
    before = version(tenant)

    take_stock({item.pk: 1})
    assert version(tenant) == before

    take_stock({item.pk: 1})
    assert Event.objects.filter(type="item.sold_out").count() == 1


def test_returning_brings_it_back(tenant):
    item = make_item(stock=0)

    return_stock({item.pk: 4})

    item.refresh_from_db()
    assert item.stock == 4


def test_counts_what_was_sold_and_never_below_zero(tenant):
    one, other = make_item(sold_count=3), make_item(sold_count=1)

    count_sold({one.pk: 2, other.pk: -5})

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.sold_count, other.sold_count) == (5, 0)


@pytest.mark.slow
def test_a_hundred_buyers_on_ten_units(trading_tenant, django_db_blocker):
    def buy(pk: int) -> bool:
        try:
            with tenant_context(trading_tenant), transaction.atomic():
                take_stock({pk: 1})
        except SoldOut:
            return False
        else:
            return True
        finally:
            connection.close()

    with django_db_blocker.unblock():
        with tenant_context(trading_tenant):
            item = make_item(stock=10)
        with ThreadPoolExecutor(12) as pool:
            bought = list(pool.map(buy, [item.pk] * 100))
        with tenant_context(trading_tenant):
            left = Item.objects.get(pk=item.pk).stock

    assert bought.count(True) == 10
    assert left == 0
