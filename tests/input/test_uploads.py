"""Files decide by what they hold: kept anew, or refused with a sentence. Never by their name."""

import io
import time
import tracemalloc

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from catalog.models.items import Item, ItemPicture
from payments.models import GatewayAccount
from tenants.models import Tenant
from tests.factories import make_item
from tests.input.files import BAD_PICTURES, BAD_TABLES, GOOD_PICTURES, gradient
from tests.input.forms import form_classes

HTMX = {"HX-Request": "true"}
KNOWN = {  # each goes through this file
    *("PictureForm.file", "LogoForm.logo", "ImportForm.file"),
    "PspSettings.certificate_file",
}
SMALL = {"small.png"}  # fit for a logo, not for a picture of an item


def sent(name: str, data: bytes, kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


@pytest.fixture
def owner(client_as):
    return client_as("owner")


@pytest.fixture
def item(tenant) -> Item:
    return make_item()


def stored_files(folder: str) -> set[str]:
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


@pytest.mark.parametrize("name", GOOD_PICTURES)
def test_a_picture_is_kept_as_our_own_webp(owner, item, name):
    response = owner.post(
        f"/painel/catalogo/{item.pk}/fotos/", {"file": sent(name, GOOD_PICTURES[name])}
    )

    assert response.status_code in {200, 302, 303}
    kept = ItemPicture.objects.get()
    for width in kept.widths:
        with default_storage.open(f"{kept.file}-{width}.webp") as file:
            check_clean(file.read())


def check_clean(data: bytes) -> None:
    with Image.open(io.BytesIO(data), formats=["WEBP"]) as found:
        assert getattr(found, "n_frames", 1) == 1
        assert not found.getexif()
        assert set(found.info) <= {"background", "loop", "timestamp", "duration"}
    for trace in (b"<script", b"<?php", b"<html", b"EXIF", b"XMP "):
        assert trace not in data


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(owner, item, name):
    before = stored_files("catalogo")

    response = owner.post(
        f"/painel/catalogo/{item.pk}/fotos/",
        {"file": sent(name, BAD_PICTURES[name])},
        headers=HTMX,
    )

    assert response.status_code == 422
    assert "alert-error" in response.text or 'role="alert"' in response.text
    assert not ItemPicture.objects.exists()
    assert stored_files("catalogo") == before


@pytest.mark.parametrize("name", GOOD_PICTURES)
def test_a_logo_is_kept_as_our_own_webp(owner, tenant, name):
    logo = {"logo": sent(name, GOOD_PICTURES[name])}

    assert owner.post("/painel/configuracoes/marca/logo/", logo).status_code == 302
    with default_storage.open(Tenant.objects.get(pk=tenant.pk).logo) as file:
        check_clean(file.read())


@pytest.mark.parametrize("name", sorted(BAD_PICTURES.keys() - SMALL))
def test_what_is_no_logo_is_refused(owner, tenant, name):
    logo = {"logo": sent(name, BAD_PICTURES[name])}

    response = owner.post("/painel/configuracoes/marca/logo/", logo)

    assert response.status_code == 422
    assert Tenant.objects.get(pk=tenant.pk).logo == ""


@pytest.mark.parametrize("name", BAD_TABLES)
def test_what_is_no_catalogue_changes_nothing(owner, item, name):
    file = sent(name, BAD_TABLES[name], "text/csv")

    response = owner.post("/painel/catalogo/importar/", {"file": file}, follow=True)

    assert response.status_code in {200, 422}
    marks = ('role="alert"', 'data-row="bad"', 'aria-invalid="true"')
    assert any(mark in response.text for mark in marks)
    assert "\0" not in response.text
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["drawing.png", "paper.pdf", "archive.png", "noise.jpg", "byte.png"]
)
def test_what_is_no_certificate_is_refused(owner, tenant, name):
    data = {"provider": "demo", "key": "x@example.com", "expiry_minutes": "30"}
    data["certificate_file"] = sent(name, BAD_PICTURES[name])

    response = owner.post(reverse("payments:gateway", args=["pix_psp"]), data)

    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert not GatewayAccount.objects.filter(kind="pix_psp").exists()


def test_sixteen_bits_keep_their_shades(owner, item):
    owner.post(
        f"/painel/catalogo/{item.pk}/fotos/", {"file": sent("a", GOOD_PICTURES["16bit.png"])}
    )

    kept = ItemPicture.objects.get()
    with default_storage.open(f"{kept.file}-{kept.widths[-1]}.webp") as file:
        found = Image.open(file).convert("L")
    wanted = gradient("L")
    for y in (10, 128, 245):
        assert abs(found.getpixel((100, y)) - wanted.getpixel((100, y))) < 6


@pytest.mark.parametrize("name", ["bomb.png", "text-bomb.png", "wide.png", "archive.png"])
def test_a_bomb_costs_neither_time_nor_memory(owner, item, name):
    file = sent(name, BAD_PICTURES[name])
    tracemalloc.start()
    began = time.process_time()

    owner.post(f"/painel/catalogo/{item.pk}/fotos/", {"file": file})

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < 6
    assert peak < 60_000_000


def test_every_upload_field_is_attacked_here():
    found = {
        f"{form.__name__}.{name}"
        for form in form_classes()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.FileField)
    }

    assert found == KNOWN
