"""Inviting somebody, and accepting."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.errors import AlreadyMember, OwnersOnly
from accounts.models import Invitation, Membership, User
from accounts.operations.invitations import find_invitation, invite, revoke_invitation
from tests.accounts.test_team import make_member
from tests.conftest import run_commit_hooks, sign_in

EMAIL = "nova@exemplo.com.br"
PASSWORD = "bicicleta azul do Caio"


@pytest.fixture
def link(tenant):
    """The path of an open invitation for EMAIL as an agent."""
    made = invite(tenant=tenant, email=EMAIL, role="agent", actor=None)
    return "/convite/" + made.url.split("/convite/")[1]


def test_writes_after_the_commit(tenant):
    made = invite(tenant=tenant, email=" Nova@Exemplo.com.br ", role="agent", actor=None)
    assert mail.outbox == []

    run_commit_hooks()

    assert mail.outbox[0].to == [EMAIL]
    assert made.url in mail.outbox[0].body


def test_keeps_only_the_tokens_hash(tenant, link):
    token = link.split("/")[2]

    assert token not in Invitation.objects.get().token_hash
    assert find_invitation(token) == Invitation.objects.get()


def test_a_repeat_withdraws_the_earlier_link(tenant, link, client):
    invite(tenant=tenant, email=EMAIL, role="viewer", actor=None)

    assert client.get(link).status_code == 410
    assert Invitation.objects.open().count() == 1


def test_refuses_who_already_works_here(tenant):
    member = make_member(tenant, "agent")

    with pytest.raises(AlreadyMember):
        invite(tenant=tenant, email=member.user.email, role="viewer", actor=None)

    assert not Invitation.objects.exists()


def test_only_an_owner_invites_an_owner(tenant):
    admin = make_member(tenant, "administrator")

    with pytest.raises(OwnersOnly):
        invite(tenant=tenant, email=EMAIL, role="owner", actor=admin.user)


def test_a_new_person_comes_in_with_a_password(tenant, link, client):
    answer = client.post(link, {"name": "Nova", "password": PASSWORD})

    assert answer.status_code == 302
    assert client.get("/painel/").status_code == 200
    user = User.objects.get(email=EMAIL)
    assert user.check_password(PASSWORD)
    assert Membership.objects.get(user=user).role == "agent"


def test_a_weak_password_is_refused_and_nothing_made(link, client):
    answer = client.post(link, {"name": "Nova", "password": "12345"})

    assert answer.status_code == 422
    assert 'value="Nova"' in answer.text
    assert not User.objects.exists()


def test_works_once(link, client, main_client):
    client.post(link, {"name": "Nova", "password": PASSWORD})

    assert main_client.get(link).status_code == 410


def test_a_signed_in_person_joins(tenant, link, client):
    user = User.objects.create_user(EMAIL)
    sign_in(client, user, tenant.schema_name)

    answer = client.post(link)

    assert answer.status_code == 302
    assert Membership.objects.get(user=user).role == "agent"


def test_somebody_elses_account_is_warned_and_refused(tenant, link, client):
    user = User.objects.create_user("outra@exemplo.com.br")
    sign_in(client, user, tenant.schema_name)

    page, answer = client.get(link), client.post(link)

    assert EMAIL in page.text
    assert answer.status_code == 422
    assert not Membership.objects.exists()


def test_the_page_does_not_tell_whether_the_invited_have_a_sign_in(link, client):
    before = without_token(client.get(link))
    User.objects.create_user(EMAIL, PASSWORD)

    answer = client.get(link)

    assert without_token(answer) == before
    assert "/conta/login/?next=/convite/" in answer.text


def without_token(answer):
    """The page without what differs on every visit."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", answer.text)


def test_dead_when_expired_or_withdrawn(tenant, link, client):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link).status_code == 410

    again = invite(tenant=tenant, email=EMAIL, role="agent", actor=None)
    revoke_invitation(again.invitation, actor=None)
    assert client.get("/convite/" + again.url.split("/convite/")[1]).status_code == 410


def test_dead_on_another_tenants_host(link, client):
    client.defaults["SERVER_NAME"] = "segunda.localhost"

    assert client.get(link).status_code == 410


def test_the_page_shows_the_link_once(client_as):
    browser = client_as("owner")

    answer = browser.post("/painel/equipe/convidar/", {"email": EMAIL, "role": "agent"})

    assert "/convite/" in answer.text
    assert "/convite/" not in browser.get("/painel/equipe/").text


def test_another_tenants_invitation_is_not_found(client_as, other_tenant):
    theirs = invite(tenant=other_tenant, email=EMAIL, role="agent", actor=None).invitation

    answer = client_as("owner").post(f"/painel/equipe/convites/{theirs.pk}/revogar/")

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None
