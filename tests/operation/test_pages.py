"""The pages of operation, for global administrators alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from flowt import due
from flowt.audit.models import AuditEntry
from flowt.due.models import DeadLetter, DueJob
from flowt.events.models import Event
from flowt.models import ParkedWork
from flowt.operation.models import Fault, FaultAlert, FaultDay, Sample, TenantDay, TenantVolume
from flowt.tenancy import tenant_context
from tests.conftest import sign_in

PAGES = ["fila/", "fila/desistidas/", "erros/", "volumes/", "capacidade/"]
HTMX = {"HX-Request": "true"}


def bury(tenant, kind="test", ref="a", error="ValueError: bad"):
    values = {"tenant_id": tenant.pk, "kind": kind, "ref": ref}
    return DeadLetter.objects.create(**values, attempt=8, last_error=error)


def make_fault(count=1, tenant=None, kind="ValueError"):
    now = timezone.now()
    fault = Fault.objects.create(
        fingerprint=uuid4().hex,
        kind=kind,
        place="orders.views.x",
        first_at=now,
        last_at=now,
        sample="Traceback …",
    )
    tenant_id = tenant.pk if tenant else 0
    FaultDay.objects.create(fault=fault, day=now.date(), tenant_id=tenant_id, count=count)
    return fault


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_installation_has_pages(global_admin, page):
    assert global_admin.get(f"/console/operacao/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_knows_of_them(main_client, client_as, page):
    owner = client_as("owner")
    assert owner.get(f"/console/operacao/{page}").status_code == 404
    sign_in(main_client, owner.user, "main")

    assert main_client.get(f"/console/operacao/{page}").status_code == 404


@pytest.mark.parametrize("page", PAGES[:4])
def test_htmx_gets_the_part_alone(global_admin, page):
    text = global_admin.get(f"/console/operacao/{page}", headers=HTMX).text

    assert "<html" not in text
    assert "<h1" not in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "odd", ["?q=%00&days=999999999999&sort=%27&page=-1", "?page=99999999999999"]
)
def test_odd_addresses_are_answered(global_admin, page, odd):
    assert global_admin.get(f"/console/operacao/{page}{odd}").status_code == 200


def test_the_queue_by_kind(global_admin, tenant):
    due.schedule("test.now", "a")
    due.schedule("test.later", "a", run_at=timezone.now() + timedelta(days=1))
    DueJob.objects.filter(kind="test.now").update(run_at=timezone.now() - timedelta(minutes=10))
    bury(tenant, "test.dead")
    ParkedWork.objects.create(
        tenant_id=tenant.pk, kind="test.parked", ref="a", run_at=timezone.now(), incarnation=1
    )
    TenantVolume.objects.update_or_create(tenant_id=tenant.pk, defaults={"unknown_effects": 3})

    text = global_admin.get("/console/operacao/fila/").text

    assert all(kind in text for kind in ("test.now", "test.later", "test.dead", "test.parked"))
    assert "10 min" in text
    assert text.count(tenant.name) >= 2


def test_a_letter_is_tried_again_with_all_its_attempts(global_admin, tenant):
    letter = bury(tenant)

    global_admin.post("/console/operacao/fila/desistidas/retomar/", {"ids": letter.pk})

    assert not DeadLetter.objects.exists()
    job = DueJob.objects.get(kind="test")
    assert (job.tenant_id, job.ref, job.attempt, job.is_ready) == (tenant.pk, "a", 0, True)
    entry = AuditEntry.objects.get(action="due.retry")
    assert entry.actor_label == "omni8@exemplo.com.br"
    assert (entry.tenant_id, entry.after) == (tenant.pk, {"count": 1, "jobs": ["test a"]})


def test_a_repeat_tries_nothing_again(global_admin, tenant):
    letter = bury(tenant)

    for _ in range(2):
        global_admin.post("/console/operacao/fila/desistidas/retomar/", {"ids": letter.pk})

    assert DueJob.objects.filter(kind="test").count() == 1
    assert AuditEntry.objects.filter(action="due.retry").count() == 1


def test_all_that_fit_a_search_are_tried_again(global_admin, tenant):
    for number in range(60):
        bury(tenant, "mail" if number % 2 else "pay", str(number))

    data = {"all": "1", "kind": "pay"}
    global_admin.post("/console/operacao/fila/desistidas/retomar/", data)

    assert DueJob.objects.filter(kind="pay").count() == 30
    assert DeadLetter.objects.filter(kind="mail").count() == 30


def test_discarding_asks_why(global_admin, tenant):
    letter = bury(tenant)
    url = "/console/operacao/fila/desistidas/descartar/"

    asked = global_admin.post(url, {"ids": letter.pk})
    refused = global_admin.post(url, {"ids": letter.pk, "reason": " "})

    assert (asked.status_code, refused.status_code) == (200, 422)
    assert DeadLetter.objects.exists()

    global_admin.post(url, {"ids": letter.pk, "reason": "test data"})
    assert not DeadLetter.objects.exists()
    assert AuditEntry.objects.get(action="due.discard").after["reason"] == "test data"


def make_event(tenant, **payload):
    with tenant_context(tenant):
        return Event.objects.create(
            event_id=uuid4(),
            tenant_id=tenant.pk,
            type="order.placed",
            source="web",
            occurred_at=timezone.now() - timedelta(days=1),
            correlation_id=uuid4(),
            payload=payload,
            pending=["one", "two"],
        )


def test_a_discarded_event_is_not_found_again_by_the_sweep(global_admin, tenant):
    event = make_event(tenant)
    letter = bury(tenant, "event", f"{event.event_id}:one")

    url = "/console/operacao/fila/desistidas/descartar/"
    global_admin.post(url, {"ids": letter.pk, "reason": "x"})

    event.refresh_from_db()
    assert event.pending == ["two"]


def test_a_letter_shows_what_it_was_about_without_personal_data(global_admin, tenant):
    event = make_event(tenant, order_id=7, phone="+5511987654321", note="CPF 529.982.247-25")
    letter = bury(tenant, "event", f"{event.event_id}:one", "KeyError: ana@exemplo.com.br")

    text = global_admin.get(f"/console/operacao/fila/desistidas/{letter.pk}/").text

    assert "order.placed" in text
    assert str(event.correlation_id) in text
    assert not any(secret in text for secret in ("98765", "529.982", "ana@"))


@pytest.mark.parametrize("ref", ["no-uuid:x", "6c1b2f0e-8a55-4c1e-9d6f-0f2b7a3c4d5e:x", "", "77"])
@pytest.mark.parametrize("kind", ["event", "effect", "other"])
def test_a_letter_whose_row_is_gone_has_a_page(global_admin, tenant, kind, ref):
    letter = bury(tenant, kind, ref)

    assert global_admin.get(f"/console/operacao/fila/desistidas/{letter.pk}/").status_code == 200


def test_errors_and_their_rise(global_admin, tenant):
    fault = make_fault(50, tenant, "KeyError")
    FaultAlert.objects.create(fault=fault, day=timezone.now().date(), count=50, limit=9)

    text = global_admin.get("/console/operacao/erros/").text
    detail = global_admin.get(f"/console/operacao/erros/{fault.pk}/").text

    assert text.count("KeyError") == 2  # the banner and the row
    assert tenant.name in detail
    assert "Traceback" in detail


def test_errors_are_searched_in_a_few_queries(global_admin, db, django_assert_max_num_queries):
    for number in range(60):
        make_fault(number + 1, kind=f"Kind{number}")

    with django_assert_max_num_queries(16):
        text = global_admin.get("/console/operacao/erros/").text

    assert "Kind59" in text
    assert "Kind1<" not in text  # the second page
    assert "Kind7" in global_admin.get("/console/operacao/erros/?q=kind7").text


def test_volumes_are_sorted_and_searched(global_admin, tenant, other_tenant):
    TenantVolume.objects.update_or_create(tenant_id=tenant.pk, defaults={"orders_30_days": 5})
    TenantVolume.objects.update_or_create(tenant_id=other_tenant.pk, defaults={"orders_30_days": 9})

    text = global_admin.get("/console/operacao/volumes/").text
    turned = global_admin.get("/console/operacao/volumes/?sort=-month").text
    found = global_admin.get("/console/operacao/volumes/?q=segun").text

    assert text.index(other_tenant.name) < text.index(tenant.name)
    assert turned.index(other_tenant.name) > turned.index(tenant.name)
    assert tenant.name not in found


def test_capacity_draws_what_was_kept(global_admin, tenant):
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    now = noon - timedelta(days=1)
    for back in range(48):
        Sample.objects.create(
            at=now - timedelta(hours=back),
            disk_free_bytes=10**9 + back * 10**7,
            disk_total_bytes=10**10,
            database_bytes=10**8,
            redis_bytes=10**6,
        )
    TenantDay.objects.create(tenant_id=tenant.pk, day=now.date(), orders=3, events=30)

    text = global_admin.get("/console/operacao/capacidade/").text

    assert text.count('class="chart-line"') == 2
    assert "style=" not in text
    assert (now + timedelta(hours=100)).strftime("%d/%m/%Y") in text


def test_capacity_without_valkey(global_admin, monkeypatch):
    from flowt.metrics import shared
    from flowt.operation import capacity
    from flowt.redis import RedisError

    def away():
        raise RedisError

    monkeypatch.setattr(shared, "client", away)
    monkeypatch.setattr(capacity, "client", away)

    assert global_admin.get("/console/operacao/capacidade/").status_code == 200
