"""What belongs to one tenant, presented at another: dead, whatever it is."""

import json
from uuid import uuid4

import pytest
from celery import shared_task
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Membership, User
from accounts.operations.invitations import invite
from catalog.models.items import Item
from flowt import limits, live
from flowt.api.operations import create_key
from flowt.api.scopes import Scope
from flowt.celery import app
from flowt.crypto import Undecipherable, decrypt, encrypt
from flowt.locks import session_lock
from flowt.redis import client as redis_client
from flowt.tasks import TenantTask
from flowt.tenancy import current_schema, scoped, tenant_context
from payments.models import GatewayAccount
from storefront.page_cache import _key
from tests.conftest import TenantClient, host_of, run_commit_hooks
from tests.factories import make_item, make_order

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
ran: list[str] = []


@shared_task(base=TenantTask, name="tests.isolation.where")
def where() -> None:
    ran.append(current_schema())


@pytest.fixture
def neighbour(other_tenant) -> TenantClient:
    """A browser at the other tenant's host."""
    return TenantClient(
        SERVER_NAME=host_of(other_tenant), headers={"Sec-Fetch-Site": "same-origin"}
    )


def test_a_session(client_as, neighbour, other_tenant):
    owner = client_as("owner")
    Membership.objects.create(user=owner.user, tenant=other_tenant, role="owner")
    assert owner.get("/painel/").status_code == 200

    neighbour.cookies = owner.cookies

    assert neighbour.get("/painel/").status_code == 302


def test_an_api_key(tenant, client, neighbour):
    secret = create_key(name="Caixa", scopes=list(Scope.values), actor=None).secret
    sent = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/orders", headers=sent).status_code == 200

    assert neighbour.get("/api/v1/orders", headers=sent).status_code == 401


def test_an_api_keys_row_copied_over(tenant, other_tenant, neighbour):
    made = create_key(name="Caixa", scopes=list(Scope.values), actor=None)
    with tenant_context(other_tenant):
        made.row.pk, made.row._state.adding = None, True
        made.row.save()

    sent = {"Authorization": f"Bearer {made.secret}"}

    assert neighbour.get("/api/v1/orders", headers=sent).status_code == 401


def test_an_invitations_link(tenant, client, neighbour):
    url = invite(tenant=tenant, email="nova@exemplo.com.br", role="agent", actor=None).url
    path = "/" + url.split("/", 3)[3]
    assert client.get(path).status_code == 200

    assert neighbour.get(path).status_code == 410
    assert neighbour.post(path, {"name": "Eva", "password": uuid4().hex}).status_code == 410
    assert not User.objects.filter(email="nova@exemplo.com.br").exists()


@pytest.mark.parametrize("page", ["", "recibo.pdf", "pix.svg", "ao-vivo/"])
def test_an_orders_address(tenant, neighbour, page):
    order = make_order()

    assert neighbour.get(f"/pedido/{order.token}/{page}").status_code == 404


def test_a_webhooks_address(tenant, client, neighbour):
    settings = {"webhook_token": "s" * 32, "webhook_hmac": "h" * 32}
    GatewayAccount.objects.create(kind="pix_psp", is_enabled=True, settings=settings)
    path, body = f"/webhooks/pix/{'s' * 32}/pix?hmac={'h' * 32}", json.dumps({"pix": []})

    assert client.post(path, body, "application/json").status_code == 200
    assert neighbour.post(path, body, "application/json").status_code == 404


def test_a_live_token(tenant, other_tenant):
    token = live.issue_token(["orders"])

    with tenant_context(other_tenant):
        claim = live.read_token(token)

    assert claim.schema == tenant.schema_name  # not the reader's


def test_a_cache_entry(tenant, other_tenant):
    cache.set("menu", "ours")

    with tenant_context(other_tenant):
        assert cache.get("menu") is None
        cache.set("menu", "theirs")
        cache.delete("menu")
    assert cache.get("menu") == "ours"


def test_a_kept_page(tenant, other_tenant, client, neighbour):
    make_item("Feijoada")
    keys = {_key(browser.get("/cardapio/").wsgi_request) for browser in (client, neighbour)}

    assert len(keys) == 2
    assert "Feijoada" in client.get("/cardapio/").text
    assert "Feijoada" not in neighbour.get("/cardapio/").text


def test_a_redis_name(tenant, other_tenant):
    ours = scoped("lock")
    with tenant_context(other_tenant):
        assert scoped("lock") != ours


def test_every_name_in_redis_says_whose_it_is(tenant, other_tenant, client, neighbour):
    """Names of the installation itself are listed; every other one holds its tenant's schema."""
    ours = ("flowt:version:tenants", "flowt:doorbell", "flowt:live-ended:")
    for browser in (client, neighbour):
        browser.get("/cardapio/")
        browser.post("/carrinho/adicionar/", {"item": "nada", "quantity": "1"})
    limits.take("order.place.visitor", "ana")

    names = [name.decode() for name in redis_client().keys("*")]

    assert names
    schemas = (tenant.schema_name, other_tenant.schema_name, "public")
    assert [n for n in names if not n.startswith(ours) and not any(s in n for s in schemas)] == []


def test_a_rate_counter(tenant, other_tenant):
    taken = [limits.take("order.place.visitor", "ana", "2/minute").allowed for _ in range(3)]

    with tenant_context(other_tenant):
        assert limits.take("order.place.visitor", "ana", "2/minute").allowed
    assert taken == [True, True, False]


def test_a_media_path(tenant, other_tenant, client, neighbour):
    name = default_storage.save(f"{uuid4().hex}.svg", ContentFile(SVG))
    schema = tenant.schema_name
    assert client.get(f"/media/{name}").status_code == 200

    for path in (
        *(name, f"../{schema}/{name}", f"..%2f{schema}%2f{name}", f"{schema}/{name}"),
        *(f"%2e%2e/{schema}/{name}", f"....//{schema}/{name}", f"..\\{schema}\\{name}"),
        *(f"/{schema}/{name}", f"%00/../{schema}/{name}", f"./../{schema}/{name}"),
        str(default_storage.path(name)),
    ):
        assert neighbour.get(f"/media/{path}").status_code == 404, path


def test_a_task(tenant, other_tenant):
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    ran.clear()
    try:
        where.delay()
        with tenant_context(other_tenant):
            run_commit_hooks()
    finally:
        app.conf.update(task_always_eager=False, task_eager_propagates=False)

    assert ran == [tenant.schema_name]


def test_a_secret(tenant, other_tenant):
    token = encrypt("1234", purpose="payments.gateway.settings")

    with tenant_context(other_tenant), pytest.raises(Undecipherable):
        decrypt(token, purpose="payments.gateway.settings")


def test_a_row(tenant, other_tenant):
    item = make_item()

    with tenant_context(other_tenant):
        assert not Item.objects.filter(pk=item.pk).exists()


def test_a_lock_of_a_schema_holds_no_other(tenant, other_tenant):
    names = [f"migrate {one.schema_name}" for one in (tenant, other_tenant)]
    with session_lock(names[0]) as ours, session_lock(names[1], wait=False) as theirs:
        assert (ours, theirs) == (True, True)
