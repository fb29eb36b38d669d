"""Whatever names a tenant or a user is known to what moves them: a new table asks to be."""

from django.apps import apps
from django.db import connection

from flowt.crypto import blind_index, encrypt
from portable.business import STAYS, TRAVELS, models_of_a_tenant
from portable.fields import TENANT_COLUMNS, USER_COLUMNS, secrets_of, unknown_to_models
from portable.tables import find_tables, tenant_tables

# Gone with the tenant, and not in its file: proofs, offers, counts; work is parked.
MADE_ANEW = {
    "tenants.Domain",
    "tenants.DomainClaim",
    "operation.FaultDay",
    "operation.TenantDay",
    "operation.TenantVolume",
    "accounts.Support",
    "accounts.Membership",
    "accounts.Invitation",
    "due.DueJob",
    "due.DeadLetter",
    "flowt.ParkedWork",
}
# Of the same schema: travel as they are.
LOCAL = {f"orders_orderline.{name}" for name in ("item_id", "combo_id", "combo_choice_id")}


def test_every_shared_table_that_names_a_tenant_is_decided_about():
    named = {model._meta.label for model, _field in models_of_a_tenant()}

    travels = {model._meta.label for model in TRAVELS.values()}
    assert named - travels - MADE_ANEW - STAYS == set()


def test_every_id_of_elsewhere_is_decided_about():
    found = {name for name in unknown_to_models() if name not in LOCAL}

    assert {name.partition(".")[2] for name in found} <= USER_COLUMNS | TENANT_COLUMNS


def test_every_table_of_a_schema_has_a_model(tenant):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [tenant.schema_name]
        )
        there = {name for (name,) in cursor.fetchall()}

    assert there - {"django_migrations"} == set(tenant_tables())
    assert {one.name for one in find_tables(tenant.schema_name, tenant_tables())} == set(
        tenant_tables()
    )


def test_an_index_beside_a_secret_is_of_its_purpose():
    """`document_index` of `document`: made anew from the plain value, under one purpose."""
    for table, secrets in secrets_of().items():
        model = next(one for one in apps.get_models() if one._meta.db_table == table)
        columns = {field.column for field in model._meta.concrete_fields}
        for secret in secrets:
            assert secret.column in columns
            assert secret.purpose == f"{model._meta.label_lower}.{secret.column}"
            assert secret.index in columns | {""}
    assert blind_index("1", "a") != blind_index("1", "b")
    assert encrypt("1", purpose="a") != "1"
