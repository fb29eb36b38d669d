"""The keys' page in the console, and the page that explains the API."""

import re

import pytest

from flowt.api.models import ApiKey
from flowt.api.operations import create_key
from flowt.audit.models import AuditEntry
from flowt.tenancy import tenant_context
from tests.conftest import TenantClient, host_of
from tests.storefront.conftest import HTMX

PAGE = "/painel/configuracoes/api/"
FORM = {"name": "Caixa", "scopes": ["orders:read", "catalog:stock"], "days": "90"}


def secrets_in(response):
    return set(re.findall(r"flowt_\w{46}", response.text))


def test_a_key_is_made_and_shown_once(client_as):
    owner = client_as("owner")

    made = owner.post(PAGE, FORM)

    row = ApiKey.objects.get()
    assert len(secrets_in(made)) == 1
    assert made["Cache-Control"] == "no-store"
    assert (row.scopes, row.created_by_label) == (
        ["catalog:stock", "orders:read"],
        owner.user.email,
    )
    assert not secrets_in(owner.get(PAGE))


def test_the_key_made_works(client_as, shop):
    (secret,) = secrets_in(client_as("owner").post(PAGE, FORM, headers=HTMX))
    program = TenantClient(SERVER_NAME=host_of(shop))

    answer = program.get("/api/v1/orders", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"scopes": []}, {"scopes": ["all"]}, {"days": "7"}]
)
def test_refuses_what_is_not_whole(client_as, change):
    response = client_as("owner").post(PAGE, {**FORM, **change})

    assert response.status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_from_the_page(client_as):
    owner = client_as("owner")
    row = create_key(name="Caixa", scopes=["orders:read"], actor=None).row

    response = owner.post(f"{PAGE}{row.pk}/revogar/", headers=HTMX)

    assert 'id="settings-api"' in response.text
    assert ApiKey.objects.get().revoked_at
    entry = AuditEntry.objects.get(action="api_key.revoke")
    assert entry.actor_label == owner.user.email


@pytest.mark.parametrize("role", ["supervisor", "agent", "viewer"])
def test_others_neither_see_nor_make_keys(client_as, role):
    browser = client_as(role)

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, FORM).status_code == 403
    assert not ApiKey.objects.exists()


def test_another_tenants_key_is_not_found(client_as, other_tenant):
    with tenant_context(other_tenant):
        theirs = create_key(name="Deles", scopes=[], actor=None).row

    assert client_as("owner").post(f"{PAGE}{theirs.pk}/revogar/").status_code == 404
    assert "Deles" not in client_as("owner").get(PAGE).text
    with tenant_context(other_tenant):
        assert ApiKey.objects.get().revoked_at is None


def test_the_page_explains_every_route(client, shop):
    page = client.get("/api/")

    assert page.status_code == 200
    for part in ("order-place", "menu-detail", "item-stock", "problem-price-changed"):
        assert f'id="{part}"' in page.text
    assert "http://primeira.localhost/api/v1/orders" in page.text
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", page.text)


def test_the_page_finds_without_a_script(client, shop):
    page = client.get("/api/?q=estoque")

    assert 'id="item-stock"' in page.text
    assert 'id="menu-detail"' not in page.text


def test_the_page_is_in_the_readers_language(client, shop):
    client.cookies["flowt_lang"] = "en"

    assert "Place an order" in client.get("/api/").text


def test_the_page_is_not_there_without_a_business(main_client):
    assert main_client.get("/api/").status_code == 404
