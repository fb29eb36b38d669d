"""The console's first page, and what other apps show on it."""

import pytest
from django.utils import timezone

from accounts.widgets import Step, Widget, steps, widgets
from tenants.models import Tenant
from tenants.settings.operations import change_tenant
from tests.factories import make_item


def test_lists_what_is_left_to_set_up(client_as, tenant):
    text = client_as("owner").get("/painel/").text

    assert "/painel/configuracoes/marca/" in text
    assert "1 de 7 prontos" in text


def test_what_is_done_is_counted(client_as, tenant):
    make_item()
    change_tenant(tenant, action="settings.brand", actor=None, tagline="Massas")

    assert "3 de 7 prontos" in client_as("owner").get("/painel/").text


def test_an_agent_is_offered_no_settings(client_as):
    assert "/painel/configuracoes/" not in client_as("agent").get("/painel/").text


def test_offers_the_other_businesses(client_as, tenant, other_tenant):
    from accounts.models import Membership

    browser = client_as("owner")
    Membership.objects.create(user=browser.user, tenant=other_tenant, role="viewer")

    assert "http://segunda.localhost:" in browser.get("/painel/").text


def test_a_suspended_business_is_not_offered(client_as, other_tenant):
    from accounts.models import Membership

    browser = client_as("owner")
    Membership.objects.create(user=browser.user, tenant=other_tenant, role="viewer")
    Tenant.objects.filter(pk=other_tenant.pk).update(
        status="suspended", suspended_at=timezone.now()
    )

    assert "segunda.localhost" not in browser.get("/painel/").text


@pytest.mark.parametrize("family", [widgets, steps])
def test_each_member_declares_itself(family):
    base = Widget if family is widgets else Step

    assert len(family) > 0
    for member in family:
        assert issubclass(member, base)
        assert member.kind
        assert str(member.label)
