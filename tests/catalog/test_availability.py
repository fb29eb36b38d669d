"""Sold out until then, and back by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models.items import Item
from catalog.operations.availability import UNTIL_TOLD, bring_items_back, mark_sold_out
from catalog.operations.bulk import set_sold_out
from flowt import versions
from flowt.due.models import DueJob
from tests.factories import make_item


def timer(tenant):
    return DueJob.objects.filter(tenant_id=tenant.pk, kind="catalog.items_back").first()


def menu_version(tenant):
    return versions.bump(versions.of_menu(tenant.schema_name))


def test_the_next_to_come_back_is_waited_for(tenant):
    soon, later = (timezone.now() + timedelta(hours=n) for n in (1, 5))
    first, second, third = make_item("A"), make_item("B"), make_item("C")

    set_sold_out([first.pk], until=later, actor=None)
    mark_sold_out(second, until=soon, actor=None)
    mark_sold_out(third, until=UNTIL_TOLD, actor=None)

    assert timer(tenant).run_at == soon


def test_what_is_over_is_cleared_and_told_once(tenant):
    over = make_item("A", sold_out_until=timezone.now() - timedelta(seconds=1))
    still = make_item("B", sold_out_until=timezone.now() + timedelta(hours=1))
    before = menu_version(tenant)

    bring_items_back()
    bring_items_back()

    assert menu_version(tenant) == before + 2  # by this look, and once
    over.refresh_from_db()
    assert over.sold_out_until is None
    assert timer(tenant).run_at == still.sold_out_until


def test_for_an_hour_from_the_list(client_as, tenant):
    item = make_item("A")

    client_as("agent").post(f"/painel/catalogo/{item.pk}/esgotado/", {"until": "hour"})

    left = Item.objects.get(pk=item.pk).sold_out_until - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


@pytest.mark.parametrize("until", ["hours", ""])
def test_another_length_is_refused(client_as, tenant, until):
    item = make_item("A")

    client_as("agent").post(f"/painel/catalogo/{item.pk}/esgotado/", {"until": until})

    assert Item.objects.get(pk=item.pk).sold_out_until is None
