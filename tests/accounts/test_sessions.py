"""A session's id changes with what it may do; it ends when its person says so."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import Membership, SignIn, User
from accounts.operations import team
from accounts.roles import Role
from flowt import live
from flowt.audit.models import AuditEntry
from flowt.redis import client as redis_client
from tests.accounts.conftest import PASSWORD, log_in
from tests.accounts.test_codes import SECRET, browser, code


def test_the_id_changes_at_every_step(person):
    TOTP.activate(person, SECRET)
    who = browser()
    who.get("/conta/2fa/webauthn/login/", headers={"Accept": "application/json"})
    ids = [who.session.session_key]

    log_in(who, person.email)
    ids.append(who.session.session_key)
    who.post("/conta/2fa/authenticate/", {"code": code()})
    ids.append(who.session.session_key)
    who.post("/conta/2fa/reauthenticate/", {"code": code(1)})
    ids.append(who.session.session_key)

    assert len(set(ids)) == 4
    assert who.get("/painel/").status_code == 200


def test_an_id_known_before_the_sign_in_is_nobodys(person):
    who, thief = browser(), browser()
    who.get("/conta/2fa/webauthn/login/", headers={"Accept": "application/json"})
    thief.cookies["flowt_session"] = who.session.session_key

    log_in(who, person.email)

    assert thief.get("/painel/").status_code == 302


def test_lists_every_browser_and_says_which_is_this(person):
    phone, desk = browser(), browser("localhost")
    phone.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/605"
    log_in(phone, person.email)
    log_in(desk, person.email)

    page = desk.get("/conta/sessoes/").text

    assert page.count('<span class="key-mark"') == 2
    assert "Safari, iPhone" in page
    assert "primeira.localhost" in page


def test_one_browser_is_signed_out_at_once(person):
    here, there = browser(), browser()
    log_in(here, person.email)
    log_in(there, person.email)
    other = SignIn.objects.get(pk=there.session["sign_in"])

    assert here.post(f"/conta/sessoes/{other.pk}/encerrar/").status_code == 302

    assert there.get("/painel/").status_code == 302
    assert here.get("/painel/").status_code == 200
    assert AuditEntry.objects.filter(action="user.end_session").count() == 1


def test_everywhere_else_is_signed_out_at_once(person):
    here, others = browser(), [browser(), browser("localhost")]
    for one in (here, *others):
        log_in(one, person.email)

    here.post("/conta/sessoes/encerrar/")

    assert [one.get("/conta/perfil/").status_code for one in others] == [302, 302]
    assert here.get("/conta/perfil/").status_code == 200


def test_another_persons_browser_is_not_found(person, client_as):
    log_in(here := browser(), person.email)
    theirs = client_as("viewer")
    row = SignIn.objects.get(user=theirs.user)

    assert here.post(f"/conta/sessoes/{row.pk}/encerrar/").status_code == 404
    assert theirs.get("/painel/").status_code == 200


def test_a_session_without_its_row_is_nobodys_and_empty(client_as):
    browser = client_as("owner")
    SignIn.objects.all().delete()

    assert browser.get("/painel/").status_code == 302
    assert "_auth_user_id" not in browser.session


def test_signing_out_takes_the_row_away(person):
    who = browser()
    log_in(who, person.email)

    who.post("/conta/logout/")

    assert not SignIn.objects.exists()


def test_a_new_password_ends_every_other_session(person):
    here, there = browser(), browser("localhost")
    log_in(here, person.email)
    log_in(there, person.email)

    here.post("/conta/perfil/senha/", {"current": PASSWORD, "password": "outra frase comprida"})

    assert here.get("/painel/").status_code == 200
    assert there.get("/conta/perfil/").status_code == 302
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_changed_role_holds_on_the_next_request(client_as, tenant, headers):
    who = client_as("administrator")
    assert who.get("/painel/equipe/", headers=headers).status_code == 200
    Membership.objects.filter(user=who.user).update(role="viewer")

    assert who.get("/painel/equipe/", headers=headers).status_code == 403


def test_a_deactivated_person_is_nobody_on_the_next_request(client_as):
    who = client_as("owner")
    assert who.get("/painel/pedidos/").status_code == 200

    User.objects.filter(pk=who.user.pk).update(is_active=False)

    assert who.get("/painel/pedidos/").status_code == 302
    assert who.get("/painel/pedidos/fluxo/").status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_a_stream_is_for_this_business_and_this_person(client_as, tenant, role):
    who = client_as(role)

    address = who.get("/painel/pedidos/fluxo/").json()["src"]
    claim = live.read_token(address.split("t=")[1])

    assert (claim.schema, claim.user_id) == (tenant.schema_name, who.user.pk)


@pytest.mark.parametrize("end", ["role", "access"])
def test_a_changed_role_ends_the_open_streams(
    client_as, tenant, end, django_capture_on_commit_callbacks
):
    who = client_as("agent")
    member = Membership.objects.get(user=who.user)

    with django_capture_on_commit_callbacks(execute=True):
        if end == "role":
            team.change_role(member, role="viewer", actor=None)
        else:
            team.deactivate_member(member, actor=None)

    assert redis_client().get(live.ENDED + live.USER.format(who.user.pk)) is not None
