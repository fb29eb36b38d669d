"""The global console."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.console.selectors import figures, find_tenants, suggest_slug
from accounts.models import Invitation, Membership, User
from flowt.audit.models import AuditEntry
from tenants.models import Tenant
from tests.conftest import TenantClient

FORM = {"name": "Padaria Sol", "slug": "padaria-sol", "niche": "restaurant"}
CNPJ = "12.ABC.345/01DE-35"


@pytest.fixture
def opened(global_admin, tenant):
    """A business just opened through the form, by a global administrator."""
    form = FORM | {"owner_email": "dona@exemplo.com.br", "document": CNPJ}
    global_admin.answer = global_admin.post("/console/negocios/novo/", form)
    return Tenant.objects.get(slug="padaria-sol")


def test_a_new_business_answers_at_once(opened):
    browser = TenantClient(SERVER_NAME="padaria-sol.localhost")

    assert browser.get("/cardapio/").status_code == 200


def test_its_owner_is_invited_and_the_link_shown_once(opened, global_admin):
    page = global_admin.get(global_admin.answer["Location"])

    assert Invitation.objects.get(tenant=opened).role == "owner"
    assert "/convite/" in page.text
    assert "/convite/" not in global_admin.get(global_admin.answer["Location"]).text


def test_an_owner_with_a_sign_in_gets_the_place_at_once(global_admin, tenant):
    user = User.objects.create_user("dona@exemplo.com.br")

    global_admin.post("/console/negocios/novo/", FORM | {"owner_email": "Dona@exemplo.com.br"})

    assert Membership.objects.get(user=user).tenant.slug == "padaria-sol"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("slug", ["primeira", "novo", "A B", "x", "www"])
def test_a_bad_or_taken_short_name_loses_nothing_typed(global_admin, tenant, slug):
    form = FORM | {"slug": slug, "owner_email": "dona@exemplo.com.br"}

    answer = global_admin.post("/console/negocios/novo/", form)

    assert answer.status_code == 422
    assert 'value="Padaria Sol"' in answer.text
    assert not Tenant.objects.filter(name="Padaria Sol").exists()


def test_documents_are_found_and_never_recorded_in_clear(opened):
    assert list(find_tenants(q=CNPJ)) == [opened]
    assert "12ABC" not in str(AuditEntry.objects.values_list("before", "after"))


@pytest.mark.parametrize("q", ["padaria", "Padria Sol", "ria-so", "padaria-sol.local"])
def test_is_found_by_part_of_name_short_name_or_host(opened, q):
    assert list(find_tenants(q=q)) == [opened]


def test_is_found_by_code(opened):
    assert list(find_tenants(q=str(opened.code))) == [opened]


def test_suspends_with_a_reason_and_reactivates(global_admin, tenant, client):
    at = "/console/negocios/primeira"
    assert global_admin.post(f"{at}/suspender/", {"reason": ""}).status_code == 422
    assert client.get("/cardapio/").status_code == 200

    global_admin.post(f"{at}/suspender/", {"reason": "Sem pagamento"})
    assert client.get("/cardapio/").status_code == 403
    assert "Sem pagamento" in global_admin.get(f"{at}/").text

    global_admin.post(f"{at}/reativar/")
    assert client.get("/cardapio/").status_code == 200
    actions = AuditEntry.objects.of_tenant(tenant.pk).values_list("action", flat=True)
    assert list(actions)[:2] == ["tenant.reactivate", "tenant.suspend"]


def test_the_figures_are_true(global_admin, tenant, other_tenant):
    before = figures()

    global_admin.post("/console/negocios/segunda/suspender/", {"reason": "Teste"})

    after = figures()
    assert (before.total, before.suspended) == (2, 0)
    assert (after.total, after.active, after.suspended) == (2, 1, 1)


def test_a_long_list_costs_few_queries(global_admin, tenant):
    with CaptureQueriesContext(connection) as queries:
        assert global_admin.get("/console/negocios/").status_code == 200

    assert len(queries) <= 10


def test_suggests_a_short_name_that_is_free(tenant):
    assert suggest_slug("Padaria São João") == "padaria-sao-joao"
    assert suggest_slug("Primeira") == "primeira-2"
    assert suggest_slug("99 Sabores") == "n-99-sabores"
    assert suggest_slug("!") == ""


def test_the_audit_page_finds_one_business(global_admin, tenant, other_tenant):
    global_admin.post("/console/negocios/segunda/suspender/", {"reason": "Só desta"})

    assert "Só desta" in global_admin.get("/console/auditoria/").text
    assert "Só desta" in global_admin.get("/console/auditoria/?business=segunda").text
    assert "Só desta" not in global_admin.get("/console/auditoria/?business=primeira").text


def test_is_not_for_owners_nor_on_a_tenants_host(client_as, global_admin):
    owner = client_as("owner")

    assert owner.get("/console/").status_code == 404
    global_admin.defaults["SERVER_NAME"] = "primeira.localhost"
    assert global_admin.get("/console/").status_code == 404
