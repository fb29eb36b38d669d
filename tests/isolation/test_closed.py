"""A tenant that is missing, dropped or suspended: closed, at every door."""

import json

import pytest
from celery import shared_task
from django.db import connection

from flowt import due, live
from flowt.api.operations import create_key
from flowt.api.scopes import Scope
from flowt.due import handlers, worker
from flowt.due.models import DueJob
from flowt.redis import client as redis_client
from flowt.tasks import TenantClosed, TenantTask
from flowt.tenancy import PUBLIC, NoTenant, current_schema, tenant_context
from payments.models import GatewayAccount
from tenants import hosts, schemas
from tenants.models import Tenant
from tenants.operations import reactivate_tenant, suspend_tenant, touch_tenant
from tests.conftest import TenantClient, host_of
from tests.factories import make_order

HOOK = f"/webhooks/pix/{'s' * 32}/pix?hmac={'h' * 32}"


@shared_task(base=TenantTask, name="tests.isolation.closed")
def where() -> str:
    return current_schema()


def call_task(schema: str) -> str:
    """Run the task as a worker does, with the headers of a message."""
    where.push_request(headers={"schema": schema})
    try:
        return where()
    finally:
        where.pop_request()


@pytest.fixture
def doors(tenant):
    """Requests of every kind that are answered while the tenant trades."""
    secret = create_key(name="Caixa", scopes=list(Scope.values), actor=None).secret
    settings = {"webhook_token": "s" * 32, "webhook_hmac": "h" * 32}
    GatewayAccount.objects.create(kind="pix_psp", is_enabled=True, settings=settings)
    key, kind = {"Authorization": f"Bearer {secret}"}, "application/json"
    order = f"/pedido/{make_order().token}/"
    return {
        "menu": lambda browser: browser.get("/cardapio/"),
        "order": lambda browser: browser.get(order),
        "stream": lambda browser: browser.get(f"{order}ao-vivo/"),
        "sign-in": lambda browser: browser.get("/conta/login/"),
        "api": lambda browser: browser.get("/api/v1/menu"),
        "api with a key": lambda browser: browser.get("/api/v1/orders", headers=key),
        "webhook": lambda browser: browser.post(HOOK, json.dumps({"pix": []}), kind),
    }


def statuses(doors, browser):
    return {name: door(browser).status_code for name, door in doors.items()}


def test_every_door_of_a_suspended_tenant_is_shut_and_opens_again(tenant, client, doors):
    assert set(statuses(doors, client).values()) == {200}

    suspend_tenant(tenant, reason="Sem pagamento")
    assert set(statuses(doors, client).values()) == {403}

    reactivate_tenant(tenant)
    assert set(statuses(doors, client).values()) == {200}


def test_every_door_of_a_tenant_that_is_gone_leads_nowhere(tenant, client, doors):
    tenant.domains.all().delete()
    touch_tenant(tenant)

    assert set(statuses(doors, client).values()) == {404}


def test_a_dropped_schema_serves_nobody_elses_tables(trading_tenant):
    """The row still stands: what is not found in the schema is in `public` neither."""
    browser = TenantClient(SERVER_NAME=host_of(trading_tenant), raise_request_exception=False)
    assert browser.get("/cardapio/").status_code == 200
    schemas.drop_schema(trading_tenant.schema_name)

    assert browser.get("/cardapio/nada/").status_code >= 500
    assert browser.get("/pedido/nada/").status_code >= 500


def test_a_suspended_tenants_stream_opens_with_no_token_from_before(tenant):
    claim = live.read_token(live.issue_token(["orders"]))

    live.hang_up(tenant.schema_name)

    assert live.is_ended(claim.expires, redis_client().get(live.ENDED + tenant.schema_name))


def test_a_task_for_a_suspended_tenant_does_not_run(tenant):
    assert call_task(tenant.schema_name) == tenant.schema_name
    suspend_tenant(tenant, reason="Sem pagamento")

    with pytest.raises(TenantClosed):
        call_task(tenant.schema_name)


@pytest.mark.parametrize("schema", ["t_nobody_1", PUBLIC, "pg_catalog", "t_primeira; --"])
def test_a_task_for_a_tenant_that_is_none_does_not_run(db, schema):
    with pytest.raises(Tenant.DoesNotExist):
        call_task(schema)


def test_a_task_without_a_tenant_does_not_run(db):
    with pytest.raises(NoTenant):
        call_task("")


@pytest.fixture
def heard(trading_tenant):
    calls = []
    handlers._handlers["test"] = handlers.Handler(calls.append, is_atomic=True)
    with tenant_context(trading_tenant):
        due.schedule("test", "a")
    yield calls
    del handlers._handlers["test"]


def test_due_work_of_a_suspended_tenant_waits(trading_tenant, heard):
    suspend_tenant(trading_tenant, reason="Sem pagamento")

    worker.run_pending()

    assert heard == []
    assert DueJob.objects.filter(tenant_id=trading_tenant.pk).count() == 1


def test_due_work_of_a_tenant_that_is_none_runs_nowhere(trading_tenant, heard):
    DueJob.objects.filter(tenant_id=trading_tenant.pk).update(tenant_id=999_999_999)

    worker.run_pending()

    assert heard == []
    DueJob.objects.filter(tenant_id=999_999_999).delete()


def test_a_host_kept_in_memory_is_forgotten_with_its_tenant(tenant, client):
    host = host_of(tenant)
    assert hosts.by_host(host) == tenant

    tenant.domains.all().delete()
    touch_tenant(tenant)
    client.get("/")  # runs what waits for the commit

    assert hosts.by_host(host) is None


def test_nothing_is_bound_between_requests(tenant, client):
    connection.set_schema_to_public()
    client.get("/cardapio/")

    assert current_schema() == PUBLIC
