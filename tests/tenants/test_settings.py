"""The settings pages: what is stored, refused, recorded and shown again."""

import io
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from flowt.audit.models import AuditEntry
from tenants.models import DeliveryArea, OpeningException, OpeningRange, OrderProfile, Tenant
from tenants.settings import operations

BASE = "/painel/configuracoes"
HTMX = {"HX-Request": "true"}
CNPJ, CPF = "12ABC34501DE35", "52998224725"


def row(tenant):
    return Tenant.objects.get(pk=tenant.pk)


@pytest.mark.parametrize(
    "page",
    ["", "dados-legais/", "contato/", "marca/", "horarios/", "pedidos/", "entrega/", "idioma/"],
)
def test_each_page_opens_whole_and_as_a_fragment(client_as, page):
    browser = client_as("owner")

    assert "<html" in browser.get(f"{BASE}/{page}").text
    assert "<html" not in browser.get(f"{BASE}/{page}", headers=HTMX).text


@pytest.mark.parametrize(
    ("typed", "stored", "kind"),
    [("12.ABC.345/01DE-35", CNPJ, "cnpj"), ("529.982.247-25", CPF, "cpf")],
)
def test_a_document_is_checked_stored_and_hidden_in_the_trail(
    client_as, tenant, typed, stored, kind
):
    form = {"legal_name": "Cantina Ltda.", "document": typed}

    assert client_as("owner").post(f"{BASE}/dados-legais/", form).status_code == 302

    found = row(tenant)
    assert (found.document, found.document_kind) == (stored, kind)
    entry = AuditEntry.objects.get(action="settings.legal")
    assert stored not in str((entry.before, entry.after))


@pytest.mark.parametrize("typed", ["12.345.678/0001-00", "111.111.111-11", "abc"])
def test_a_wrong_document_is_refused_and_shown_again(client_as, tenant, typed):
    form = {"legal_name": "Cantina Ltda.", "document": typed}

    answer = client_as("owner").post(f"{BASE}/dados-legais/", form, headers=HTMX)

    assert answer.status_code == 422
    assert typed in answer.text
    assert row(tenant).document == ""


def test_legal_data_are_an_owners(client_as):
    assert client_as("administrator").get(f"{BASE}/dados-legais/").status_code == 403


def test_contacts_are_stored_bare_and_recorded(client_as, tenant):
    form = {"phone": "(31) 99123-4567", "cep": "30130-010", "street": "Rua da Bahia"}
    form |= {"city": "Belo Horizonte", "state": "MG"}

    client_as("owner").post(f"{BASE}/contato/", form)

    found = row(tenant)
    assert (found.phone, found.cep, found.state) == ("+5531991234567", "30130010", "MG")
    entry = AuditEntry.objects.get(action="settings.contact")
    assert (entry.before["city"], entry.after["city"]) == ("", "Belo Horizonte")
    assert found.version == tenant.version + 1


def test_half_an_address_is_refused(client_as, tenant):
    answer = client_as("owner").post(f"{BASE}/contato/", {"cep": "30130-010"})

    assert answer.status_code == 422
    assert row(tenant).cep == ""


def test_saving_the_same_again_records_nothing(client_as, tenant):
    browser, form = client_as("owner"), {"language": "pt-br"}

    assert browser.post(f"{BASE}/idioma/", form).status_code == 302

    assert not AuditEntry.objects.filter(action="settings.language").exists()
    assert row(tenant).version == tenant.version


def test_a_pale_brand_colour_is_refused_in_words(client_as, tenant):
    form = {"brand_colour": "#ffe680", "accent_colour": "#d9622b", "tagline": "Olá"}

    answer = client_as("owner").post(f"{BASE}/marca/", form)

    assert answer.status_code == 422
    assert "clara demais" in answer.text
    assert 'value="Olá"' in answer.text
    assert row(tenant).tagline == ""


def picture(kind="PNG", size=(900, 600), **save):
    body = io.BytesIO()
    Image.new("RGB", size, "#1f6f54").save(body, kind, **save)
    return SimpleUploadedFile("logo.png", body.getvalue(), "image/png")


def test_a_logo_is_written_anew_small_and_safe(client_as, tenant):
    file = picture("JPEG", comment=b"<script>alert(1)</script>")

    assert client_as("owner").post(f"{BASE}/marca/logo/", {"logo": file}).status_code == 302

    with default_storage.open(row(tenant).logo) as stored:
        body = stored.read()
    with Image.open(io.BytesIO(body)) as found:
        assert (found.format, found.size) == ("WEBP", (512, 341))
    assert b"script" not in body


def test_a_new_logo_replaces_the_old_file(client_as, tenant):
    browser = client_as("owner")
    browser.post(f"{BASE}/marca/logo/", {"logo": picture()})
    old = row(tenant).logo

    browser.post(f"{BASE}/marca/logo/remover/")

    assert row(tenant).logo == ""
    assert not default_storage.exists(old)


@pytest.mark.parametrize(
    "body",
    [b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b"x" * 5_000_000],
)
def test_what_is_no_fair_picture_is_refused(client_as, tenant, body):
    file = SimpleUploadedFile("logo.png", body, "image/png")

    answer = client_as("owner").post(f"{BASE}/marca/logo/", {"logo": file})

    assert answer.status_code == 422
    assert row(tenant).logo == ""


def test_a_picture_with_too_many_pixels_is_refused(client_as, tenant):
    answer = client_as("owner").post(f"{BASE}/marca/logo/", {"logo": picture(size=(7000, 10))})

    assert answer.status_code == 422


HOURS = {"time_zone": "America/Sao_Paulo", "holiday_rule": "closed"}


def test_several_ranges_a_day_and_past_midnight(client_as, tenant):
    form = HOURS | {"0-0-opens": "11:00", "0-0-closes": "15:00"}
    form |= {"0-1-opens": "18:00", "0-1-closes": "02:00", "1-0-opens": "", "1-0-closes": ""}

    assert client_as("owner").post(f"{BASE}/horarios/", form).status_code == 302

    found = OpeningRange.objects.filter(tenant=tenant).values_list("weekday", "opens", "closes")
    assert list(found) == [(0, time(11), time(15)), (0, time(18), time(2))]
    entry = AuditEntry.objects.filter(action="settings.hours").last()
    assert entry.after == {"monday": "11:00–15:00, 18:00–02:00"}


@pytest.mark.parametrize(
    "typed",
    [
        {"0-0-opens": "11:00", "0-0-closes": ""},
        {"0-0-opens": "99:00", "0-0-closes": "12:00"},
        {"0-0-opens": "11:00", "0-0-closes": "15:00", "0-1-opens": "14:00", "0-1-closes": "16:00"},
        {"0-0-opens": "20:00", "0-0-closes": "09:00", "1-0-opens": "08:00", "1-0-closes": "10:00"},
        {"6-0-opens": "20:00", "6-0-closes": "09:00", "0-0-opens": "08:00", "0-0-closes": "10:00"},
    ],
)
def test_hours_that_do_not_fit_are_refused_and_kept_on_the_page(client_as, tenant, typed):
    answer = client_as("owner").post(f"{BASE}/horarios/", HOURS | typed)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert not OpeningRange.objects.filter(tenant=tenant).exists()


def test_a_draft_is_changed_on_the_page_and_stored_nowhere(client_as, tenant):
    form = HOURS | {"0-0-opens": "11:00", "0-0-closes": "15:00", "do": "copy-0"}

    answer = client_as("owner").post(f"{BASE}/horarios/", form, headers=HTMX)

    assert answer.text.count('value="11:00"') == 7
    assert not OpeningRange.objects.exists()


@pytest.mark.parametrize("do", ["add-9", "nada", "copy-", "clear-x"])
def test_an_unknown_button_changes_nothing(client_as, do):
    answer = client_as("owner").post(f"{BASE}/horarios/", HOURS | {"do": do})

    assert answer.status_code == 200


def test_a_special_date_is_added_and_removed(client_as, tenant):
    browser, day = client_as("owner"), timezone.localdate() + timedelta(days=5)

    browser.post(f"{BASE}/horarios/datas/", {"on": day.isoformat(), "note": "Inventário"})
    added = OpeningException.objects.get(tenant=tenant)
    browser.post(f"{BASE}/horarios/datas/{added.pk}/remover/")

    assert (added.on, added.opens) == (day, None)
    assert not OpeningException.objects.exists()
    actions = AuditEntry.objects.values_list("action", flat=True)[:2]
    assert list(actions) == ["settings.exception_remove", "settings.exception_add"]


def test_a_closed_date_takes_no_hours(client_as, tenant):
    day = date(2030, 12, 25)
    operations.add_exception(tenant, on=day, opens=None, closes=None, actor=None)

    form = {"on": "2030-12-25", "opens": "10:00", "closes": "12:00"}
    assert client_as("owner").post(f"{BASE}/horarios/datas/", form).status_code == 422

    assert OpeningException.objects.get().opens is None


def test_ways_of_ordering_are_saved_together(client_as, tenant):
    form = {"delivery-is_enabled": "on", "delivery-minimum_order": "30,00"}
    form |= {f"{kind}-preparation_minutes": "25" for kind in ("delivery", "pickup", "table")}

    assert client_as("owner").post(f"{BASE}/pedidos/", form).status_code == 302

    profiles = {p.kind: p for p in OrderProfile.objects.filter(tenant=tenant)}
    assert profiles["delivery"].minimum_order == Decimal(30)
    assert not profiles["pickup"].is_enabled


def test_a_wrong_minimum_saves_none_of_them(client_as, tenant):
    form = {f"{kind}-preparation_minutes": "25" for kind in ("delivery", "pickup", "table")}

    answer = client_as("owner").post(f"{BASE}/pedidos/", form | {"table-minimum_order": "dez"})

    assert answer.status_code == 422
    assert OrderProfile.objects.get(tenant=tenant, kind="pickup").is_enabled


AREA = {"name": "Centro", "cep_from": "30130-000", "cep_to": "30139-999", "fee": "5,00"}
AREA |= {"estimated_minutes": "40", "is_active": "on"}


def test_an_area_is_added_changed_and_removed(client_as, tenant):
    browser = client_as("owner")

    browser.post(f"{BASE}/entrega/", AREA)
    area = DeliveryArea.objects.get(tenant=tenant)
    browser.post(f"{BASE}/entrega/{area.pk}/", AREA | {"fee": "7,50", "free_from": "80"})
    area.refresh_from_db()
    assert (area.cep_from, area.fee, area.free_from) == ("30130000", Decimal("7.50"), Decimal(80))

    browser.post(f"{BASE}/entrega/{area.pk}/remover/")
    assert not DeliveryArea.objects.exists()
    assert AuditEntry.objects.filter(action__startswith="settings.area").count() == 3


def test_areas_that_overlap_are_pointed_out(client_as):
    browser = client_as("owner")
    browser.post(f"{BASE}/entrega/", AREA)

    answer = browser.post(f"{BASE}/entrega/", AREA | {"name": "Savassi"}, headers=HTMX)

    assert "<strong>Centro</strong>" in answer.text


def test_an_area_that_ends_before_it_begins_is_refused(client_as):
    answer = client_as("owner").post(f"{BASE}/entrega/", AREA | {"cep_to": "30100-000"})

    assert answer.status_code == 422
    assert not DeliveryArea.objects.exists()


def test_another_tenants_rows_are_not_found(client_as, other_tenant):
    area = DeliveryArea.objects.create(
        tenant=other_tenant, name="Deles", cep_from="30000000", cep_to="39999999"
    )
    on = timezone.localdate()
    exception = OpeningException.objects.create(tenant=other_tenant, on=on)
    browser = client_as("owner")

    assert browser.post(f"{BASE}/entrega/{area.pk}/", AREA).status_code == 404
    assert browser.post(f"{BASE}/entrega/{area.pk}/remover/").status_code == 404
    assert browser.post(f"{BASE}/horarios/datas/{exception.pk}/remover/").status_code == 404
    assert DeliveryArea.objects.get().name == "Deles"
    assert OpeningException.objects.exists()
