import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.errors import PictureRefused, TooManyPictures
from catalog.models.items import ItemPicture
from catalog.operations import items, pictures
from catalog.operations.pictures import Crop
from flowt.tenancy import tenant_context
from tests.conftest import run_commit_hooks
from tests.factories import make_item


def photo(width=1000, height=600, *, kind="JPEG", mode="RGB", **save):
    image = Image.new(mode, (width, height), 80)
    image.paste(200, (0, 0, width // 2, height))  # the left half is lighter
    out = io.BytesIO()
    image.save(out, kind, **save)
    out.seek(0)
    return out


def opened(picture, width):
    with default_storage.open(f"{picture.file}-{width}.webp") as file:
        return Image.open(io.BytesIO(file.read()))


def refused(data):
    with pytest.raises(PictureRefused) as refusal:
        pictures.read_picture(io.BytesIO(data))
    return str(refusal.value)


@pytest.mark.parametrize(
    ("width", "widths"), [(250, [250]), (700, [320, 640, 700]), (3000, [320, 640, 1280])]
)
def test_copies_are_never_larger_than_the_original(tenant, width, widths):
    picture = pictures.add_picture(make_item(), photo(width, 400), actor=None)

    assert picture.widths == widths
    assert opened(picture, widths[-1]).size == (picture.width, picture.height)


def test_turned_upright_and_stripped_of_all_metadata(tenant):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned right by the camera
    exif[0x010F] = "Somebody's telephone"

    picture = pictures.add_picture(make_item(), photo(1000, 600, exif=exif), actor=None)

    copy = opened(picture, 600)
    assert copy.size == (600, 1000)
    assert not copy.getexif()
    assert "exif" not in copy.info
    assert copy.convert("L").getpixel((300, 50)) > copy.convert("L").getpixel((300, 950))


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        (Crop(100, 100, 400, 300), (400, 300)),
        (Crop(-50, -50, 400, 300), (400, 300)),
        (Crop(800, 300, 9999, 9999), (200, 300)),
        (Crop(0, 0, 5, 5), (1000, 600)),
    ],
)
def test_the_crop_is_clamped(crop, size):
    copies = pictures.read_picture(photo(), crop=crop)

    assert (copies.width, copies.height) == size


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1"])
def test_every_kind_of_png(mode):
    copies = pictures.read_picture(photo(400, 300, kind="PNG", mode=mode))

    assert copies.width == 400


def test_refuses_what_is_no_picture():
    sentence = "Este arquivo não é uma imagem que sabemos ler. Use JPEG, PNG ou WebP."
    assert refused(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>") == sentence
    assert refused(b"") == sentence
    assert refused(photo().read()[:3000]) == sentence
    assert refused(photo(kind="GIF", mode="L").read()) == sentence


def test_refuses_what_is_too_small_or_too_large():
    assert "pequena demais" in refused(photo(199, 600).read())
    assert "8 MB" in refused(b"\xff\xd8" + b"\0" * pictures.LARGEST_BYTES)


def test_refuses_a_bomb():
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0))
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )

    assert "40 milhões" in refused(bomb)


def test_the_same_picture_twice_is_one(tenant):
    item = make_item()

    first = pictures.add_picture(item, photo(), actor=None)

    assert pictures.add_picture(item, photo(), actor=None) == first


def test_at_most_eight(tenant):
    item = make_item()
    for number in range(8):
        ItemPicture.objects.create(item=item, file=str(number), widths=[320], width=320, height=200)

    with pytest.raises(TooManyPictures):
        pictures.add_picture(item, photo(), actor=None)


def test_files_go_with_the_last_item_that_shows_them(tenant):
    item = make_item()
    picture = pictures.add_picture(item, photo(), actor=None)
    copy = items.duplicate_item(item, actor=None)
    name = f"{picture.file}-320.webp"

    pictures.delete_picture(picture, actor=None)
    run_commit_hooks()
    assert default_storage.exists(name)

    pictures.delete_picture(copy.pictures.get(), actor=None)
    run_commit_hooks()
    assert not default_storage.exists(name)


class TestPage:
    def test_takes_good_ones_and_says_what_is_wrong_with_others(self, client_as, tenant):
        item = make_item()
        files = [
            SimpleUploadedFile("prato.jpg", photo().read()),
            SimpleUploadedFile("nota.jpg", b"nothing"),
        ]

        response = client_as("owner").post(
            f"/painel/catalogo/{item.pk}/fotos/", {"file": files}, headers={"HX-Request": "true"}
        )

        assert response.status_code == 422
        assert "nota.jpg: Este arquivo não é uma imagem" in response.text
        assert item.pictures.count() == 1

    def test_crops_a_single_one(self, client_as, tenant):
        item = make_item()
        sent = {"file_x": 0, "file_y": 0, "file_w": 400, "file_h": 300}
        file = SimpleUploadedFile("prato.jpg", photo().read())

        client_as("owner").post(f"/painel/catalogo/{item.pk}/fotos/", sent | {"file": file})

        assert (item.pictures.get().width, item.pictures.get().height) == (400, 300)

    def test_is_served_to_everybody_from_its_tenant_alone(self, client, tenant, other_tenant):
        picture = pictures.add_picture(make_item(), photo(777, 555), actor=None)

        response = client.get(f"/media/{picture.file}-320.webp")

        assert response.headers["Content-Type"] == "image/webp"
        response.close()
        with tenant_context(other_tenant):
            assert not default_storage.exists(f"{picture.file}-320.webp")

    @pytest.mark.parametrize("up", ["..%2F", "%2e%2e/", "x/..%2F..%2F"])
    def test_no_way_leads_up_into_another_tenants_folder(self, client, other_tenant, up):
        with tenant_context(other_tenant):
            picture = pictures.add_picture(make_item(), photo(779, 557), actor=None)
            name = f"{picture.file}-320.webp"
            assert default_storage.exists(name)

        assert client.get(f"/media/{up}{other_tenant.schema_name}/{name}").status_code == 404

    def test_a_name_no_disk_takes_is_not_found(self, client, tenant):
        assert client.get(f"/media/{'a' * 300}.svg").status_code == 404

    def test_describes_orders_and_deletes(self, client_as, tenant):
        item, browser = make_item(), client_as("owner")
        one = pictures.add_picture(item, photo(400, 300), actor=None)
        two = pictures.add_picture(item, photo(500, 300), actor=None)
        base = f"/painel/catalogo/{item.pk}/fotos/"

        browser.post(f"{base}{one.pk}/", {"alt": "Lasanha no prato"})
        browser.post(f"{base}ordem/", {"ids": [two.pk, one.pk]})
        assert [p.alt for p in item.pictures.all()] == ["Lasanha", "Lasanha no prato"]

        browser.post(f"{base}{two.pk}/excluir/")
        assert item.pictures.get() == one

    def test_another_tenants_picture_is_not_found(self, client_as, other_tenant):
        with tenant_context(other_tenant):
            theirs = make_item()
            picture = pictures.add_picture(theirs, photo(), actor=None)
        mine = make_item()

        for item in (theirs, mine):
            url = f"/painel/catalogo/{item.pk}/fotos/{picture.pk}/excluir/"
            assert client_as("owner").post(url).status_code == 404
        with tenant_context(other_tenant):
            assert theirs.pictures.exists()
