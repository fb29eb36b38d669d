"""Coming in: demo passwords, where one lands, the first person of an installation."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.errors import AlreadyInstalled
from accounts.models import Membership, User
from accounts.operations.people import install
from flowt.audit.models import AuditEntry
from tests.conftest import sign_in

PASSWORD = "bicicleta azul do Caio"
FIRST = {"name": "Rita", "email": "rita@exemplo.com.br", "password": PASSWORD}


def log_in(browser, email):
    return browser.post("/conta/login/", {"login": email, "password": PASSWORD})


def test_a_sign_in_is_bound_to_its_site(tenant, client):
    user = User.objects.create_user("dona@exemplo.com.br", PASSWORD)
    Membership.objects.create(user=user, tenant=tenant, role="owner")

    answer = log_in(client, user.email)

    assert answer.status_code == 302
    assert client.session["site"] == tenant.schema_name
    assert client.get(answer["Location"], follow=True).status_code == 200


def test_demo_passwords_work_in_a_demo_only(client, settings):
    User.objects.create_user("demo@exemplo.com.br", PASSWORD, is_demo=True)

    settings.FLOWT_DEMO = False
    assert log_in(client, "demo@exemplo.com.br").status_code == 200
    assert "_auth_user_id" not in client.session
    settings.FLOWT_DEMO = True
    assert log_in(client, "demo@exemplo.com.br").status_code == 302


def test_a_demo_session_ends_where_the_demo_does(client_as, settings):
    browser = client_as("owner")
    User.objects.filter(pk=browser.user.pk).update(is_demo=True)
    assert browser.get("/painel/").status_code == 200

    settings.FLOWT_DEMO = False

    assert browser.get("/painel/").status_code == 302


def test_a_global_administrator_lands_on_the_console(global_admin):
    assert global_admin.get("/conta/entrada/")["Location"] == "/console/"


def test_with_one_tenant_straight_to_its_panel(main_client, tenant):
    user = User.objects.create_user("dona@exemplo.com.br")
    Membership.objects.create(user=user, tenant=tenant, role="owner")
    sign_in(main_client, user, "main")

    assert main_client.get("/conta/entrada/")["Location"] == "/painel/?tenant=primeira"


def test_with_several_tenants_one_chooses(main_client, tenant, other_tenant):
    user = User.objects.create_user("dona@exemplo.com.br")
    for one in (tenant, other_tenant):
        Membership.objects.create(user=user, tenant=one, role="owner")
    sign_in(main_client, user, "main")

    answer = main_client.get("/conta/entrada/", follow=True)

    assert answer.request["PATH_INFO"] == "/conta/negocios/"
    assert "/painel/?tenant=primeira" in answer.text
    assert "/painel/?tenant=segunda" in answer.text


def test_the_first_person_installs(main_client):
    answer = main_client.post("/instalar/", FIRST)

    assert answer.status_code == 302
    assert User.objects.get().is_global_admin
    assert main_client.get("/console/").status_code == 200
    assert AuditEntry.objects.get(action="installation.create").actor_label == FIRST["email"]


def test_there_is_no_second_installation(main_client):
    User.objects.create_user("alguem@exemplo.com.br")

    assert main_client.get("/instalar/").status_code == 404
    assert main_client.post("/instalar/", FIRST).status_code == 404
    with pytest.raises(AlreadyInstalled):
        install(**FIRST)


def test_a_weak_password_installs_nobody(main_client):
    assert main_client.post("/instalar/", FIRST | {"password": "123"}).status_code == 422
    assert not User.objects.exists()


def test_installing_is_not_for_a_tenants_host(client):
    assert client.get("/instalar/").status_code == 404


def test_of_two_who_install_at_once_one_is_refused(django_db_setup, django_db_blocker):
    def attempt(number):
        try:
            install(name="", email=f"corrida-{number}@exemplo.com.br", password=PASSWORD)
        except AlreadyInstalled:
            return 0
        finally:
            connection.close()
        return 1

    with django_db_blocker.unblock():
        User.objects.all().delete()  # of tests before, which committed
        try:
            with ThreadPoolExecutor(4) as pool:
                assert sum(pool.map(attempt, range(4))) == 1
        finally:
            User.objects.filter(email__startswith="corrida-").delete()
            connection.close()


def test_the_profile_changes_the_name(client_as):
    browser = client_as("viewer")

    assert browser.post("/conta/perfil/", {"name": "Marina"}).status_code == 302

    browser.user.refresh_from_db()
    assert browser.user.name == "Marina"


def test_a_new_password_keeps_this_session(client_as):
    browser = client_as("viewer")
    browser.user.set_password(PASSWORD)
    browser.user.save()
    sign_in(browser, browser.user, browser.session["site"])

    form = {"current": PASSWORD, "password": "outra frase bem comprida"}
    assert browser.post("/conta/perfil/senha/", form).status_code == 302

    assert browser.get("/painel/").status_code == 200
    browser.user.refresh_from_db()
    assert browser.user.check_password(form["password"])


def test_the_wrong_current_password_changes_nothing(client_as):
    browser = client_as("viewer")

    form = {"current": "errada", "password": "outra frase bem comprida"}
    assert browser.post("/conta/perfil/senha/", form).status_code == 422
