"""One tenant out and in again: every row the same, nothing done twice, nobody else touched."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from flowt.api.models import ApiKey
from flowt.audit.models import AuditEntry
from flowt.due.models import DueJob
from flowt.models import ParkedWork
from flowt.tenancy import tenant_context
from orders.models import Order
from payments.models import GatewayAccount
from people.models import Person
from portable.business import models_of_a_tenant
from portable.dropping import drop_tenant
from portable.errors import NoSuchTenant
from tenants import schemas
from tenants.domains.models import DomainClaim
from tenants.errors import SlugTaken
from tenants.models import Domain, Tenant
from tests.portable.conftest import CPF, exported, imported, queued, rows_of
from tests.tenants.catalogue import describe


def test_a_restore_brings_every_row_back(shop):
    data, before = exported(shop), rows_of(shop.schema_name)
    with tenant_context(shop):
        Order.objects.filter(number=1).update(notes="changed since")
        Person.objects.create(name="New since")

    done = imported(data, slug=shop.slug, restore=True)

    assert done.tenant.pk == shop.pk
    assert rows_of(shop.schema_name) == before
    assert sum(map(len, before.values())) == done.rows


def test_under_another_name_values_are_the_same_and_secrets_open(shop):
    data = exported(shop)

    copy = imported(data, slug="prova-copia").tenant

    bound = ("tenant_id", "document", "customer_document", "settings")
    assert rows_of(copy.schema_name, without=bound) == rows_of(shop.schema_name, without=bound)
    assert describe(copy.schema_name)["constraints"] == describe(shop.schema_name)["constraints"]
    with tenant_context(copy):
        assert Person.objects.get(name="Ana 1").document == CPF
        assert Order.objects.first().customer_document == CPF
        assert GatewayAccount.objects.get().settings["city"] == "Sao Paulo"


def test_the_business_itself_travels(shop):
    copy = imported(exported(shop), slug="prova-copia").tenant

    assert copy.document == "11222333000181"
    assert copy.document_index == shop.document_index
    assert (copy.delivery_areas.get().name, copy.opening_ranges.get().weekday) == ("Centro", 1)
    assert copy.profiles.count() == 3
    assert copy.code != shop.code
    assert copy.memberships.count() == 0


def test_its_team_is_named_to_be_invited(shop):
    done = imported(exported(shop), slug="prova-copia")

    owner = shop.memberships.get().user
    assert done.team == [(owner.email, "owner")]


def test_its_own_domain_has_to_be_proven_again(shop):
    Domain.objects.create(
        tenant=shop, domain="prova.com.br", is_primary=False, verified_at=timezone.now()
    )
    data = exported(shop)
    drop_tenant(shop)

    done = imported(data)

    assert (done.domains, done.refused_domains) == (["prova.com.br"], [])
    assert not Domain.objects.filter(domain="prova.com.br").exists()
    assert DomainClaim.objects.get(domain="prova.com.br").tenant_id == done.tenant.pk


def test_a_copy_takes_no_domain_from_the_one_it_serves(shop):
    Domain.objects.create(
        tenant=shop, domain="prova.com.br", is_primary=False, verified_at=timezone.now()
    )

    imported(exported(shop), slug="prova-copia")

    assert Domain.objects.get(domain="prova.com.br").tenant_id == shop.pk


def test_keys_open_no_copy_and_those_revoked_since_stay_so(shop):
    with tenant_context(shop):
        for name in ("kept", "lost"):
            ApiKey.objects.create(name=name, prefix="f", digest=name * 16)
    data = exported(shop)
    with tenant_context(shop):
        ApiKey.objects.filter(name="lost").update(revoked_at=timezone.now())

    imported(data, slug=shop.slug, restore=True)
    copy = imported(data, slug="prova-copia").tenant

    with tenant_context(shop):
        assert [key.name for key in ApiKey.objects.alive()] == ["kept"]
    with tenant_context(copy):
        assert not ApiKey.objects.alive().exists()


def test_pictures_travel(shop):
    copy = imported(exported(shop), slug="prova-copia").tenant

    file = Path(settings.MEDIA_ROOT) / copy.schema_name / "itens" / "abc.webp"
    assert file.read_bytes() == b"RIFF0000WEBP"


def test_after_a_drop_it_comes_back_with_its_code(shop):
    data, before = exported(shop), rows_of(shop.schema_name, without=("tenant_id", "document"))
    drop_tenant(shop)

    back = imported(data).tenant

    assert (back.slug, back.code) == (shop.slug, shop.code)
    bound = ("tenant_id", "document", "customer_document", "settings")
    after = rows_of(back.schema_name, without=bound)
    assert after["orders_ordermove"] == before["orders_ordermove"]


def test_what_was_queued_is_parked_and_nothing_runs(shop):
    data = exported(shop)

    done = imported(data, slug=shop.slug, restore=True)

    assert not DueJob.objects.filter(tenant_id=shop.pk).exists()
    assert ParkedWork.objects.filter(tenant_id=shop.pk).count() == done.parked == queued()
    assert done.tenant.incarnation == shop.incarnation + 1


def test_sequences_and_numbers_go_on_behind_the_highest(shop):
    data = exported(shop)
    with tenant_context(shop):
        gone = Person.objects.create(name="New since").pk
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('orders_ordernumber', 'id'), 9)")

    imported(data, slug=shop.slug, restore=True)

    with tenant_context(shop), connection.cursor() as cursor:
        assert Person.objects.create(name="Next").pk == gone + 1
        cursor.execute("SELECT nextval(pg_get_serial_sequence('orders_ordernumber', 'id'))")
        assert cursor.fetchone() == (10,)


def test_a_taken_name_is_refused(shop):
    with pytest.raises(SlugTaken):
        imported(exported(shop))


def test_a_restore_of_nobody_is_refused(shop):
    data = exported(shop)
    drop_tenant(shop)

    with pytest.raises(NoSuchTenant):
        imported(data, restore=True)
    assert not Tenant.objects.filter(slug=shop.slug).exists()


def test_a_file_of_an_older_release_is_brought_up_to_this_one(shop):
    call_command("migrate_schemas", "people", "0001", schema_name=shop.schema_name, verbosity=0)
    connection.set_schema_to_public()
    data = exported(shop)

    copy = imported(data, slug="prova-copia").tenant

    assert copy.schema_fingerprint == schemas.fingerprint()
    assert describe(copy.schema_name)["columns"] == describe(schemas.template_name())["columns"]
    with tenant_context(copy):
        assert Person.objects.filter(erased_at=None).count() == 3
        assert Order.objects.count() == 3


def test_a_drop_leaves_nothing_but_the_trail(shop):
    exported(shop)
    drop_tenant(shop)

    assert not Tenant.objects.filter(pk=shop.pk).exists()
    assert not (Path(settings.MEDIA_ROOT) / shop.schema_name).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [shop.schema_name])
        assert cursor.fetchone() is None
        for model, field in models_of_a_tenant():
            column, table = model._meta.get_field(field).column, model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [shop.pk])
            assert bool(cursor.fetchone()[0]) == (model._meta.label == "audit.AuditEntry")
    assert AuditEntry.objects.filter(tenant_id=shop.pk, action="tenant.drop").count() == 1
