"""One tenant with a row in every table, out and in again under another name."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from flowt import parking
from flowt.api.models import ApiKey
from flowt.due.models import DueJob
from flowt.effects.due import requeue_open
from flowt.effects.models import Effect
from flowt.events.delivery import requeue_undelivered
from flowt.tenancy import tenant_context
from leads.models import Lead
from messaging import told
from messaging.models import Message
from offers.models import OfferUse
from payments.providers import reconcile as hosted
from payments.psp import reconcile
from people.erasure import erase_person
from people.models import Consent, Person
from portable.tables import find_tables, read_counters, tenant_tables
from tests.portable.conftest import clean_up, exported, imported, make_shop
from tests.portable.filling import all_rows, fill_empty_tables, make_row

# What is another one in a copy: whose it is, when it was erased, and what `parked` and `keys` test.
OTHERS = ("tenant_id", "erased_at", "updated_at", "revoked_at", "status")
MONEY = {"payments.hosted_create", "payments.pix_create", "payments.pix_refund"}


@pytest.fixture(scope="module")
def moved(django_db_setup, django_db_blocker):
    """A full business and its copy; a customer was erased there after the file was made."""
    with django_db_blocker.unblock():
        try:
            shop = make_shop("prova-cheia")
            with tenant_context(shop), transaction.atomic():
                fill_empty_tables(shop, Person.objects.get(name="Ana 1"))
                second = Person.objects.get(name="Ana 2")
                for model in (Lead, OfferUse, Consent):
                    make_row(model, shop, second, 2)
                make_row(Message, shop, second, 2, effect=None)
            data = exported(shop)
            with tenant_context(shop):
                erase_person(second, actor=None)
            yield shop, imported(data, slug="prova-copia-cheia")
        finally:
            clean_up("prova")


@pytest.fixture
def both(moved):
    shop, done = moved
    return shop, done.tenant


def rows_in(tenant, without=OTHERS):
    with tenant_context(tenant):
        return all_rows(without)


def test_no_table_is_left_out(both):
    """A new table that the filler cannot fill is told how in `filling.TOLD`."""
    for tenant in both:
        assert [label for label, rows in rows_in(tenant).items() if not rows] == []


def test_every_row_is_the_same_and_who_was_erased_stays_erased(moved):
    shop, done = moved

    assert done.erased == 1
    assert rows_in(done.tenant) == rows_in(shop)
    with tenant_context(done.tenant):
        assert set(Person.objects.values_list("name", flat=True)) == {
            "Ana 1", "Cliente apagado", "Ana 3",
        }  # fmt: skip
        assert not Lead.objects.filter(pk=2).exclude(name="Cliente apagado").exists()


def test_sequences_go_on_where_they_stood(both):
    counters = [read_counters(find_tables(tenant.schema_name, tenant_tables())) for tenant in both]

    assert counters[0] == counters[1]
    assert set(tenant_tables()) - set(counters[0]) == {"catalog_itempair"}  # two items are its key


def test_nothing_is_sent_or_charged_again(both):
    with tenant_context(both[1]):
        found = requeue_undelivered() + requeue_open() + told.requeue_lost()
        assert found + hosted.requeue_lost() + reconcile.requeue_lost() == 0
        assert Effect.objects.get().status == Effect.Status.PARKED
        assert not ApiKey.objects.alive().exists()

    kinds = {one.kind for one in parking.parked_kinds(both[1])}
    assert kinds >= {"effect", "event", told.KIND, *MONEY}
    assert not DueJob.objects.filter(tenant_id=both[1].pk).exists()


def test_pictures_are_there(both):
    file = Path(settings.MEDIA_ROOT) / both[1].schema_name / "itens" / "abc.webp"

    assert file.read_bytes() == b"RIFF0000WEBP"
