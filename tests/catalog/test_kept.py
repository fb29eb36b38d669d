"""What items are, kept in memory: as long as the menu's version says so, and never their stock."""

import pytest
from django.utils import timezone

from catalog import kept
from catalog.counter import Ground
from catalog.models.items import Item
from catalog.operations.menu import bump_menu
from catalog.selectors import for_sale
from flowt import versions
from flowt.tenancy import current_schema
from tests.conftest import run_commit_hooks
from tests.factories import make_item


@pytest.fixture
def item(tenant):
    return make_item(price=30, stock=5)


def version():
    return versions.read(versions.of_menu(current_schema()))[0]


def sold(item, at, stock):
    found = for_sale([item.pk], timezone.now(), with_pictures=False, ground=Ground(at, stock))
    return found[item.pk].price, found[item.pk].stock


def test_a_known_item_is_read_anew_with_the_next_version(item, django_assert_num_queries):
    bump_menu(), run_commit_hooks()
    at = version()
    assert sold(item, at, {item.pk: 5}) == (30, 5)
    Item.objects.update(price=31)

    with django_assert_num_queries(0):
        assert sold(item, at, {item.pk: 4}) == (30, 4)
    assert sold(item, at + 1, {item.pk: 4}) == (31, 5)


def test_the_stock_is_asked_for_where_nobody_said_it(item, django_assert_num_queries):
    bump_menu(), run_commit_hooks()
    sold(item, version(), {})
    Item.objects.update(stock=2)

    with django_assert_num_queries(1):
        assert sold(item, version(), {}) == (30, 2)


def test_what_a_transaction_may_undo_is_not_kept(item):
    run_commit_hooks(), bump_menu()

    sold(item, version(), {})

    assert not kept.at(version())
