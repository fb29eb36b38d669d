"""Default deny, refusals as pages, and what surrounds every request."""

from datetime import date

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path
from django.utils import translation
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from flowt.errors import Refusal, TooMany
from flowt.permissions import public, require_permission, signed_in


def say_nothing(request):
    return HttpResponse("reached")


@public(scope="any")
def sign_in_page(request):
    return HttpResponse("who are you?")


@require_POST
@public
def take_a_form(request):
    return HttpResponse("taken")


@public
def refuse(request):
    raise Refusal("Não dá: %(why)s.", why="acabou")


@public
def refuse_many(request):
    raise TooMany


@public
def break_down(request):
    raise ValueError("secret detail")


@public
def lose_the_database(request):
    raise OperationalError("server closed the connection")


@signed_in
def for_anyone_signed_in(request):
    return HttpResponse("reached")


@require_permission("team.edit")
def for_editors(request):
    return HttpResponse("reached")


@require_permission("console.tenants")
def for_omni8(request):
    return HttpResponse("reached")


urlpatterns = [
    path("calado/", say_nothing),
    path("formulario/", take_a_form),
    path("recusa/", refuse),
    path("demais/", refuse_many),
    path("quebra/", break_down),
    path("sem-banco/", lose_the_database),
    path("dentro/", for_anyone_signed_in),
    path("equipe/", for_editors),
    path("omni8/", for_omni8),
    path("conta/login/", sign_in_page, name="account_login"),
]
handler404 = "flowt.errors_pages.not_found"
handler500 = "flowt.errors_pages.server_error"


@pytest.fixture(autouse=True)
def _routes(settings):
    settings.ROOT_URLCONF = __name__


def test_a_route_that_declares_nothing_is_not_there(client):
    assert client.get("/calado/").status_code == 404


def test_a_refusal_becomes_a_page_with_its_sentence(client):
    response = client.get("/recusa/")

    assert response.status_code == 422
    assert "Não dá: acabou." in response.text
    assert "<html" in response.text


def test_htmx_gets_the_sentence_alone(client):
    response = client.get("/recusa/", headers={"HX-Request": "true"})

    assert response.status_code == 422
    assert "Não dá: acabou." in response.text
    assert "<html" not in response.text


def test_too_many_tries_answer_429(client):
    assert client.get("/demais/").status_code == 429


def test_a_bug_tells_nothing_of_itself(client):
    client.raise_request_exception = False

    response = client.get("/quebra/")

    assert response.status_code == 500
    assert "secret detail" not in response.text


def test_a_database_that_does_not_answer_is_a_503(client):
    client.raise_request_exception = False

    response = client.get("/sem-banco/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "server closed" not in response.text


def test_an_anonymous_person_is_sent_to_sign_in(client):
    response = client.get("/dentro/?x=1")

    assert response.status_code == 302
    assert response["Location"] == "/conta/login/?next=%2Fdentro%2F%3Fx%3D1"


def test_htmx_goes_to_sign_in_as_a_whole_page(client):
    response = client.get("/dentro/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"].startswith("/conta/login/")


def test_a_role_without_the_permission_is_refused(client_as):
    assert client_as("viewer").get("/equipe/").status_code == 403
    assert client_as("owner").get("/equipe/").text == "reached"


def test_a_member_of_another_tenant_is_no_member(client_as, tenant, other_tenant):
    from tests.conftest import host_of, sign_in

    stranger = client_as("owner", at=other_tenant)
    stranger.defaults["SERVER_NAME"] = host_of(tenant)
    sign_in(stranger, stranger.user, tenant.schema_name)

    response = stranger.get("/equipe/")

    assert response.status_code == 403
    assert "reached" not in response.text


def test_global_pages_exist_on_the_main_host_only(client_as, global_admin):
    assert global_admin.get("/omni8/").text == "reached"
    assert client_as("owner").get("/omni8/").status_code == 404


def test_the_request_id_is_kept_if_it_is_one(client):
    assert (
        client.get("/recusa/", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"
    )
    assert client.get("/recusa/", headers={"X-Request-ID": "<x>\n"})["X-Request-ID"] != "<x>\n"


def test_the_address_of_a_form_opens_as_a_page(client):
    """Who types it in, or comes back to it, reads a sentence instead of a blank window."""
    answer = client.get("/formulario/", headers={"Accept": "text/html"})

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Este endereço só recebe um formulário" in answer.text


def test_months_are_written_small_in_portuguese():
    with translation.override("pt-br"):
        assert date_format(date(2026, 12, 4)) == "4 de dezembro de 2026"
