"""The settings' page of addresses, and what the proxy asks."""

import pytest

from tenants.domains import operations
from tenants.domains.models import DomainClaim
from tests.tenants.domains.conftest import HOST, prove

BASE = "/painel/configuracoes/enderecos/"
HTMX = {"HX-Request": "true"}


def test_an_owner_claims_proves_and_chooses(client_as, tenant, dns):
    owner = client_as("owner")

    answer = owner.post(BASE, {"domain": f"https://{HOST.upper()}/"}, headers=HTMX)

    claim = DomainClaim.objects.get()
    assert answer.status_code == 200
    for text in (claim.record_name, claim.record_value, "primeira.localhost"):
        assert f'data-copy="{text}"' in answer.text
    dns.say(claim.record_name, claim.record_value)
    assert "O endereço funciona." in owner.post(f"{BASE}{claim.pk}/conferir/", headers=HTMX).text
    answer = owner.post(f"{BASE}principal/", {"domain": HOST}, headers=HTMX)
    assert tenant.domains.get(is_primary=True).domain == HOST


def test_it_says_what_is_missing(client_as, claim):
    answer = client_as("owner").post(f"{BASE}{claim.pk}/conferir/", headers=HTMX)

    assert "O registro não foi encontrado." in answer.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "obrigatório"),
        ("10.0.0.1", "sem IP"),
        ("com.br", "com.br é compartilhado"),
        ("outra.localhost", "pertence à plataforma"),
        ("<script>alert(1)</script>", "sem IP"),
    ],
)
def test_it_says_why_an_address_cannot_be(client_as, tenant, typed, words):
    answer = client_as("owner").post(BASE, {"domain": typed}, headers=HTMX)

    assert answer.status_code == 422
    assert words in answer.text
    assert not DomainClaim.objects.exists()


def test_a_second_check_at_once_is_told_to_wait(client_as, claim):
    owner = client_as("owner")
    owner.post(f"{BASE}{claim.pk}/conferir/", headers=HTMX)

    assert owner.post(f"{BASE}{claim.pk}/conferir/", headers=HTMX).status_code == 429


def test_without_scripts_the_page_comes_again(client_as, claim):
    answer = client_as("owner").post(f"{BASE}{claim.pk}/remover/")

    assert (answer.status_code, answer["Location"]) == (302, BASE)
    assert not DomainClaim.objects.exists()


def test_another_tenants_claim_is_not_found(client_as, other_tenant, dns):
    theirs = operations.claim_domain(other_tenant, domain=HOST, actor=None)
    owner = client_as("owner")

    for verb in ("conferir", "remover"):
        assert owner.post(f"{BASE}{theirs.pk}/{verb}/").status_code == 404
    assert owner.post(f"{BASE}principal/", {"domain": "segunda.localhost"}).status_code == 422
    assert HOST not in owner.get(BASE).text
    assert DomainClaim.objects.get() == theirs


def test_only_owners_reach_it(client_as, tenant):
    assert client_as("administrator").get(BASE).status_code == 403


def test_the_global_console_shows_claims_too(global_admin, claim):
    page = global_admin.get("/console/negocios/primeira/").text

    assert HOST in page
    assert "aguardando" in page


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("primeira.localhost", 200), ("localhost", 200), ("PRIMEIRA.localhost.", 200)),
        *((HOST, 404), ("nada.localhost", 404), ("", 404), ("a" * 300, 404), ("\x00", 404)),
    ],
)
def test_the_proxy_learns_which_hosts_may_have_a_certificate(claim, main_client, host, status):
    assert main_client.get("/hostz", {"domain": host}).status_code == status


def test_a_proven_host_may_have_one_and_a_removed_one_no_more(claim, dns, main_client, client):
    prove(dns, claim)
    assert main_client.get(f"/hostz?domain={HOST}").status_code == 200

    operations.give_back(claim, actor=None)

    assert main_client.get(f"/hostz?domain={HOST}").status_code == 404
    assert client.get(f"/hostz?domain={HOST}").status_code == 404  # not on a tenant's own host
