"""Members and their roles."""

import pytest

from accounts.errors import LastOwner, OwnersOnly
from accounts.models import Membership, User
from accounts.operations.team import add_member, change_role, deactivate_member, reactivate_member
from flowt.audit.models import AuditEntry
from tests.conftest import sign_in

HTMX = {"HX-Request": "true"}


def make_member(tenant, role, email=None):
    user = User.objects.create_user(email or f"{role}-{User.objects.count()}@exemplo.com.br")
    return Membership.objects.create(user=user, tenant=tenant, role=role)


def test_a_role_is_changed_and_recorded(tenant):
    owner, agent = make_member(tenant, "owner"), make_member(tenant, "agent")

    change_role(agent, role="supervisor", actor=owner.user)

    agent.refresh_from_db()
    entry = AuditEntry.objects.get(action="team.change_role")
    assert agent.role == "supervisor"
    assert (entry.before, entry.after) == ({"role": "agent"}, {"role": "supervisor"})
    assert (entry.actor_id, entry.tenant_id) == (owner.user_id, tenant.pk)


def test_an_administrator_never_touches_an_owner(tenant):
    owner, admin = make_member(tenant, "owner"), make_member(tenant, "administrator")

    with pytest.raises(OwnersOnly):
        change_role(owner, role="agent", actor=admin.user)
    with pytest.raises(OwnersOnly):
        deactivate_member(owner, actor=admin.user)

    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == ("owner", True)


def test_an_administrator_names_no_owner(tenant):
    make_member(tenant, "owner")
    admin, agent = make_member(tenant, "administrator"), make_member(tenant, "agent")

    for member in (agent, admin):
        with pytest.raises(OwnersOnly):
            change_role(member, role="owner", actor=admin.user)


def test_the_last_owner_stays(tenant):
    owner = make_member(tenant, "owner")

    with pytest.raises(LastOwner):
        change_role(owner, role="agent", actor=owner.user)
    with pytest.raises(LastOwner):
        deactivate_member(owner, actor=owner.user)

    assert not AuditEntry.objects.filter(action__startswith="team.").exists()


def test_one_of_two_owners_may_leave(tenant):
    first, second = make_member(tenant, "owner"), make_member(tenant, "owner")

    deactivate_member(first, actor=first.user)

    with pytest.raises(LastOwner):
        deactivate_member(second, actor=second.user)


def test_an_access_is_given_back(tenant):
    owner, agent = make_member(tenant, "owner"), make_member(tenant, "agent")

    deactivate_member(agent, actor=owner.user)
    reactivate_member(agent, actor=owner.user)
    reactivate_member(agent, actor=owner.user)  # a repeat changes nothing

    agent.refresh_from_db()
    assert agent.is_active
    assert AuditEntry.objects.filter(action="team.reactivate").count() == 1


def test_joining_again_brings_the_place_back(tenant):
    agent = make_member(tenant, "agent")
    deactivate_member(agent, actor=None)

    add_member(tenant=tenant, user=agent.user, role="viewer", actor=agent.user)

    agent.refresh_from_db()
    assert (agent.role, agent.is_active) == ("viewer", True)


def test_the_page_lists_the_team(client_as):
    answer = client_as("owner").get("/painel/equipe/")

    assert answer.status_code == 200
    assert "@exemplo.com.br" in answer.text


def test_htmx_gets_the_list_alone(client_as, tenant):
    browser, agent = client_as("owner"), make_member(tenant, "agent")

    answer = browser.post(f"/painel/equipe/{agent.pk}/papel/", {"role": "viewer"}, headers=HTMX)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="team"' in answer.text
    agent.refresh_from_db()
    assert agent.role == "viewer"


def test_the_page_says_why_not(client_as, tenant):
    browser = client_as("owner")
    me = Membership.objects.get(user=browser.user)

    answer = browser.post(f"/painel/equipe/{me.pk}/desativar/", headers=HTMX)

    assert answer.status_code == 422
    me.refresh_from_db()
    assert me.is_active


def test_another_tenants_member_is_not_found(client_as, other_tenant):
    theirs = make_member(other_tenant, "agent")

    answer = client_as("owner").post(f"/painel/equipe/{theirs.pk}/desativar/")

    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.is_active


def test_a_role_changes_with_the_next_request(client_as):
    browser = client_as("owner")
    assert browser.get("/painel/equipe/").status_code == 200

    Membership.objects.filter(user=browser.user).update(role="agent")

    assert browser.get("/painel/equipe/").status_code == 403
    assert browser.get("/painel/").status_code == 200


def test_an_ended_access_ends_with_the_next_request(client_as):
    browser = client_as("owner")

    Membership.objects.filter(user=browser.user).update(is_active=False)

    assert browser.get("/painel/").status_code == 403


def test_a_user_switched_off_is_nobody(client_as):
    browser = client_as("owner")

    User.objects.filter(pk=browser.user.pk).update(is_active=False)

    assert browser.get("/painel/").status_code == 302


def test_a_session_is_dead_on_another_host(client_as, tenant, other_tenant):
    browser = client_as("owner")
    Membership.objects.create(user=browser.user, tenant=other_tenant, role="owner")
    assert browser.get("/painel/").status_code == 200

    browser.defaults["SERVER_NAME"] = "segunda.localhost"
    assert browser.get("/painel/").status_code == 302
    browser.defaults["SERVER_NAME"] = "localhost"
    assert browser.get("/painel/?tenant=primeira").status_code == 302


def test_on_the_main_host_one_session_reaches_each_of_ones_tenants(
    main_client, tenant, other_tenant
):
    member = make_member(tenant, "owner")
    sign_in(main_client, member.user, "main")

    assert main_client.get("/painel/?tenant=primeira").status_code == 200
    assert main_client.get("/painel/").status_code == 200
    assert main_client.get("/painel/?tenant=segunda").status_code == 403

    Membership.objects.create(user=member.user, tenant=other_tenant, role="viewer")
    assert main_client.get("/painel/?tenant=segunda").status_code == 200
