"""The global console decides about work that a restore parked."""

import time

import pytest
from django.utils import timezone

from flowt.audit.models import AuditEntry
from flowt.due.models import DueJob
from flowt.effects.models import Effect
from flowt.models import ParkedWork
from flowt.tenancy import tenant_context

URL = "/console/negocios/primeira/estacionado/"
REASON = "Conferido com o banco e com a dona"


@pytest.fixture(autouse=True)
def parked(tenant, settings):
    """A page that was to go up, and an effect that was to leave."""
    settings.FLOWT_DEMO = True  # that a second factor was used is written into the session
    with tenant_context(tenant):
        effect = Effect.objects.create(
            kind="x", key="k", reference="6c1b2f0e-8a55-4c1e-9d6f-0f2b7a3c4d5e", payload={},
            status="parked",
        )  # fmt: skip
    for kind, ref in (("storefront.page_clock", "1"), ("effect", str(effect.pk))):
        ParkedWork.objects.create(
            tenant_id=tenant.pk, kind=kind, ref=ref, run_at=timezone.now(), incarnation=1
        )
    return effect


@pytest.fixture
def admin(global_admin):
    session = global_admin.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 5}]
    session["account_authentication_methods_user"] = str(global_admin.user.pk)
    session.save()
    return global_admin


def decide(browser, **form):
    return browser.post(URL, {"decision": "release", "kind": "", "reason": REASON} | form)


def test_both_pages_and_the_owner_see_what_waits(admin, client_as):
    pages = (admin.get("/console/estacionado/").text, admin.get(URL).text)

    assert all("storefront.page_clock" in text and "effect" in text for text in pages)
    assert "2 tarefas esperam" in client_as("owner").get("/painel/").text


def test_released_work_is_queued_and_on_the_record(admin, tenant, parked):
    assert decide(admin).status_code == 303

    kinds = DueJob.objects.filter(tenant_id=tenant.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["effect", "storefront.page_clock"]
    with tenant_context(tenant):
        assert Effect.objects.get(pk=parked.pk).status == "queued"
    entry = AuditEntry.objects.get(action="tenant.release_parked")
    assert entry.after == {"kind": "*", "count": 2, "reason": REASON}


def test_one_kind_is_discarded_alone(admin, tenant):
    decide(admin, decision="discard", kind="storefront.page_clock")

    assert [one.kind for one in ParkedWork.objects.all()] == ["effect"]
    assert not DueJob.objects.filter(tenant_id=tenant.pk).exists()


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"decision": "x"}, {"kind": "other"}])
def test_what_is_not_whole_changes_nothing(admin, wrong):
    assert decide(admin, **wrong).status_code == 422
    assert ParkedWork.objects.count() == 2


def test_nobody_without_a_second_factor_used_just_now(global_admin):
    assert decide(global_admin).status_code == 302
    assert ParkedWork.objects.count() == 2


def test_nobody_of_a_business_finds_it(client_as):
    assert client_as("owner").get(URL).status_code == 404
