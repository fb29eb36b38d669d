"""Support inside a business: second factor, reason, half an hour, on the record, no way further."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, Support, User
from accounts.operations.sign_ins import end_sign_ins
from accounts.operations.support import end_expired_support
from flowt.audit.models import AuditEntry
from tests.test_routes import guarded

REASON = "Pediram ajuda com o cardápio"


@pytest.fixture(autouse=True)
def demo(settings):
    """No second factor is set up by hand here; that it was used is written into the session."""
    settings.FLOWT_DEMO = True


@pytest.fixture
def member(tenant):
    user = User.objects.create_user("dona@exemplo.com.br")
    return Membership.objects.create(user=user, tenant=tenant, role="owner")


@pytest.fixture
def admin(global_admin):
    """A global administrator whose code was right just now."""
    return used_code(global_admin, seconds_ago=5)


def used_code(browser, *, seconds_ago):
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = str(browser.user.pk)
    session.save()
    return browser


def go_in(browser, member=None, reason=REASON):
    form = {"member": member.pk if member else "", "reason": reason}
    return browser.post("/console/negocios/primeira/suporte/", form)


def test_goes_in_in_the_place_of_a_member(admin, member):
    answer = go_in(admin, member)

    assert (answer.status_code, answer["Location"]) == (302, "/painel/?tenant=primeira")
    page = admin.get("/painel/?tenant=primeira")
    assert page.status_code == 200
    assert 'class="support-bar"' in page.text


@pytest.mark.parametrize("seconds_ago", [None, 700])
def test_not_without_a_second_factor_used_just_now(global_admin, member, seconds_ago):
    if seconds_ago:
        used_code(global_admin, seconds_ago=seconds_ago)

    assert go_in(global_admin, member).status_code == 302
    assert not Support.objects.exists()
    assert global_admin.get("/painel/?tenant=primeira").status_code == 403


@pytest.mark.parametrize("reason", ["", "porque"])
def test_not_without_a_reason(admin, member, reason):
    assert go_in(admin, member, reason).status_code == 422
    assert not Support.objects.exists()


def test_not_in_the_place_of_somebody_elsewhere(admin, other_tenant):
    user = User.objects.create_user("vizinha@exemplo.com.br")
    theirs = Membership.objects.create(user=user, tenant=other_tenant, role="owner")

    assert go_in(admin, theirs).status_code == 422
    assert not Support.objects.exists()


def test_is_not_for_the_businesses_own_people(client_as, member):
    assert go_in(client_as("owner"), member).status_code == 404


def test_the_business_reads_who_came_why_and_what_they_did(admin, member, client_as):
    go_in(admin, member)
    admin.post("/console/suporte/sair/")

    entries = AuditEntry.objects.of_tenant(member.tenant_id).filter(actor_id=admin.user.pk)
    started, ended = entries.get(action="support.start"), entries.get(action="support.end")

    assert (started.after["reason"], started.after["acting_as"]) == (REASON, member.user.email)
    assert ended.pk > started.pk
    page = client_as("owner").get("/painel/auditoria/").text
    assert REASON in page


def test_every_change_carries_both_names(admin, member):
    go_in(admin, member)
    admin.post("/painel/catalogo/categorias/?tenant=primeira", {"name": "Da casa"})

    changed = AuditEntry.objects.get(action="category.create")

    assert (changed.actor_label, changed.acting_as) == (admin.user.email, member.user.email)


def test_reaches_no_more_than_support_may(admin, member):
    go_in(admin, member)
    closed = {"team.edit", "settings.legal", "payments.configure", "orders.export"}

    for path, permission in guarded("tenant"):
        if permission in closed:
            assert admin.get(f"{path}?tenant=primeira").status_code == 403, path
            assert admin.post(f"{path}?tenant=primeira").status_code == 403, path


def test_without_a_member_it_only_looks(admin, tenant):
    go_in(admin)

    assert admin.get("/painel/catalogo/?tenant=primeira").status_code == 200
    assert admin.post("/painel/catalogo/novo/?tenant=primeira").status_code == 403


@pytest.mark.parametrize("path", ["/conta/perfil/", "/conta/sessoes/", "/conta/2fa/"])
def test_accounts_are_closed_meanwhile(admin, member, path):
    go_in(admin, member)

    assert admin.get(path).status_code == 403
    assert admin.post(path).status_code == 403


def test_another_business_stays_closed(admin, member, other_tenant):
    go_in(admin, member)

    assert admin.get("/painel/?tenant=segunda").status_code == 403


def test_ends_after_half_an_hour(admin, member):
    go_in(admin, member)
    Support.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert admin.get("/painel/?tenant=primeira").status_code == 403
    assert end_expired_support() == 1
    assert end_expired_support() == 0
    assert AuditEntry.objects.filter(action="support.end").count() == 1


def test_ends_with_the_administrators_role(admin, member):
    go_in(admin, member)
    User.objects.filter(pk=admin.user.pk).update(is_global_admin=False)

    assert admin.get("/painel/?tenant=primeira").status_code == 403


def test_ends_with_the_session_and_is_not_in_another(admin, member, main_client):
    from tests.conftest import sign_in

    go_in(admin, member)
    second = sign_in(main_client, admin.user, "main")
    assert second.get("/painel/?tenant=primeira").status_code == 403

    end_sign_ins(admin.user, actor=admin.user)

    assert admin.get("/painel/?tenant=primeira").status_code == 302
    assert AuditEntry.objects.filter(action="support.end").count() == 1


def test_ends_with_the_members_access(admin, member):
    go_in(admin, member)
    Membership.objects.filter(pk=member.pk).update(is_active=False)

    assert admin.get("/painel/?tenant=primeira").status_code == 403


def test_a_changed_role_of_the_member_holds_at_once(admin, member):
    go_in(admin, member)
    Membership.objects.filter(pk=member.pk).update(role="viewer")

    assert admin.post("/painel/catalogo/novo/?tenant=primeira").status_code == 403


def test_leaving_twice_is_leaving_once(admin, member):
    go_in(admin, member)

    assert [admin.post("/console/suporte/sair/").status_code for _n in range(2)] == [302, 302]
    assert AuditEntry.objects.filter(action="support.end").count() == 1
    assert admin.get("/painel/?tenant=primeira").status_code == 403


def test_a_new_one_ends_the_one_before(admin, member):
    go_in(admin, member)
    go_in(admin)

    assert Support.objects.filter(ended_at=None).count() == 1
    assert AuditEntry.objects.filter(action="support.end").count() == 1
