"""Which tenant a request is for: host, then parameter, then session."""

from base64 import urlsafe_b64encode

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext

from tenants.middleware import TenantMiddleware
from tenants.operations import reactivate_tenant, suspend_tenant

MAIN, FIRST = "localhost", "primeira.localhost"


def ask(path="/", *, host=MAIN, session=None):
    """Return the request as the middleware leaves it, and its answer."""
    request = RequestFactory().get(path, headers={"host": host})
    request.session = {} if session is None else session
    answer = TenantMiddleware(lambda request: HttpResponse("served"))(request)
    return request, answer


def test_the_host_names_the_tenant(tenant):
    request, answer = ask(host=f"{FIRST.upper()}:8000")

    assert (request.tenant, answer.status_code) == (tenant, 200)
    assert not request.is_main_host


def test_the_host_wins_over_the_parameter(tenant):
    request, _ = ask("/?tenant=segunda", host=FIRST)

    assert request.tenant == tenant


@pytest.mark.parametrize("name", ["tenant", "cod_tenant"])
@pytest.mark.parametrize("form", ["slug", "SLUG", "code", "encoded slug", "encoded code"])
def test_a_parameter_names_the_tenant_on_the_main_host(tenant, name, form):
    encode = lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("=")  # noqa: E731
    written = {
        "slug": tenant.slug,
        "SLUG": tenant.slug.upper(),
        "code": str(tenant.code),
        "encoded slug": encode(tenant.slug),
        "encoded code": encode(str(tenant.code)),
    }[form]

    request, _ = ask(f"/?{name}={written}")

    assert request.tenant == tenant


def test_the_parameter_is_kept_in_the_session(tenant):
    session = {}

    ask("/?tenant=primeira", session=session)
    request, _ = ask("/cardapio/", session=session)

    assert request.tenant == tenant


def test_the_parameter_wins_over_the_session(tenant, other_tenant):
    request, _ = ask("/?tenant=segunda", session={"tenant": tenant.schema_name})

    assert request.tenant == other_tenant


def test_an_empty_parameter_leaves_the_tenant(tenant):
    session = {"tenant": tenant.schema_name}

    request, _ = ask("/?tenant=", session=session)

    assert request.tenant is None
    assert session == {}


def test_query_parameters_survive(tenant):
    request, answer = ask("/?tenant=primeira&via=qr&utm_source=mesa")

    assert answer.status_code == 200  # no redirect that could lose them
    assert request.GET["via"] == "qr"
    assert request.GET["utm_source"] == "mesa"


@pytest.mark.parametrize("path", ["/?tenant=nada", "/?cod_tenant=999999", "/?tenant=%00%FF"])
def test_an_unknown_tenant_has_a_page(db, path):
    _, answer = ask(path)

    assert answer.status_code == 404
    assert gettext("We do not know this business") in answer.content.decode()


def test_an_unknown_host_has_a_page(db):
    _, answer = ask(host="nada.localhost")

    assert answer.status_code == 404


def test_a_host_that_is_not_verified_does_not_serve(tenant):
    tenant.domains.create(domain="cantina.com.br", is_primary=False)

    _, answer = ask(host="cantina.com.br")

    assert answer.status_code == 404


def test_a_bad_host_is_refused(db):
    assert ask(host="a b")[1].status_code == 400


def test_a_suspended_tenant_is_closed_at_once_and_everywhere(tenant, client, client_as):
    owner = client_as("owner")
    assert client.get("/conta/login/").status_code == 200
    assert owner.get("/painel/").status_code == 200

    suspend_tenant(tenant, reason="Sem pagamento")

    for browser, path in ((client, "/conta/login/"), (owner, "/painel/"), (owner, "/cardapio/")):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "Sem pagamento" not in answer.text
        assert gettext("This business is paused") in answer.text


def test_a_suspended_tenant_is_closed_by_parameter_too(tenant, main_client):
    suspend_tenant(tenant, reason="Sem pagamento")

    assert main_client.get("/?tenant=primeira").status_code == 403
    assert main_client.get("/conta/login/").status_code == 200  # to choose another business


def test_reactivating_opens_it_at_once(tenant, client):
    suspend_tenant(tenant, reason="Sem pagamento")
    assert client.get("/conta/login/").status_code == 403

    reactivate_tenant(tenant)

    assert client.get("/conta/login/").status_code == 200
