"""Pictures of items: checked by what they are, cut, stripped of metadata, kept as WebP copies."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import User
from catalog.errors import PictureRefused, TooManyPictures
from catalog.models.items import Item, ItemPicture
from catalog.operations.menu import bump_menu
from flowt.audit.trail import record
from flowt.pictures import NotAPicture, TooManyPixels, opened

WIDTHS = (320, 640, 1280)
LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
SMALLEST_SIDE = 200
MOST_PICTURES = 8  # of one item
FOLDER = "catalogo"
QUALITY = 80


@dataclass(frozen=True)
class Crop:
    """What is kept, in pixels of the picture as people see it. Comes from a browser: clamped."""

    x: int
    y: int
    width: int
    height: int

    def within(self, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
        """Return (left, top, right, bottom) inside `size`; None where too little would be left."""
        left, top = max(0, min(self.x, size[0])), max(0, min(self.y, size[1]))
        right = max(left, min(left + self.width, size[0]))
        bottom = max(top, min(top + self.height, size[1]))
        is_enough = min(right - left, bottom - top) >= SMALLEST_SIDE
        return (left, top, right, bottom) if is_enough else None


@dataclass(frozen=True)
class Copies:
    """A picture as it will be stored: a stem, and the bytes of each width."""

    stem: str
    by_width: dict[int, bytes]
    width: int
    height: int


def add_picture(
    item: Item, file: BinaryIO, *, crop: Crop | None = None, alt: str = "", actor: User | None
) -> ItemPicture:
    """Add a picture after those the item has. The same picture again changes nothing.

    Raises PictureRefused, saying what is wrong with the file, and TooManyPictures.
    """
    copies = read_picture(file, crop=crop)
    with transaction.atomic():
        item = Item.objects.select_for_update().get(pk=item.pk)
        known = item.pictures.filter(file=copies.stem).first()
        if known:
            return known
        if item.pictures.count() >= MOST_PICTURES:
            raise TooManyPictures(count=MOST_PICTURES)
        for width, content in copies.by_width.items():
            name = f"{copies.stem}-{width}.webp"
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(content))
        last = item.pictures.aggregate(last=Max("position"))["last"] or 0
        picture = ItemPicture.objects.create(
            item=item,
            file=copies.stem,
            widths=sorted(copies.by_width),
            width=copies.width,
            height=copies.height,
            alt=alt or item.name,
            position=last + 1,
        )
        record("item.picture", item, actor=actor, after={"picture": picture.file})
        bump_menu()
    return picture


@transaction.atomic
def describe_picture(picture: ItemPicture, *, alt: str) -> ItemPicture:
    """Say what is on a picture, for who cannot see it."""
    picture.alt = alt
    picture.save(update_fields=["alt"])
    bump_menu()
    return picture


@transaction.atomic
def arrange_pictures(item: Item, *, picture_ids: list[int]) -> None:
    """Show an item's pictures in this order; the first is the menu's. Other ids are ignored."""
    rows = {row.pk: row for row in item.pictures.select_for_update()}
    known = [rows[pk] for pk in picture_ids if pk in rows]
    for place, row in enumerate(known, start=1):
        row.position = place
    ItemPicture.objects.bulk_update(known, ["position"])
    bump_menu()


@transaction.atomic
def delete_picture(picture: ItemPicture, *, actor: User | None) -> None:
    """Remove a picture; its files go with the commit, unless a copy of the item shows them too."""
    names = _files_of(picture)
    record("item.picture", picture.item, actor=actor, before={"picture": picture.file})
    stem = picture.file
    picture.delete()
    if not ItemPicture.objects.filter(file=stem).exists():
        transaction.on_commit(lambda: _delete_files(names))
    bump_menu()


def read_picture(file: BinaryIO, *, crop: Crop | None = None) -> Copies:
    """Check a file by its content and return its copies. Raises PictureRefused."""
    data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise PictureRefused(_("The picture is too large: 8 MB at most."))
    try:
        with opened(data, most_pixels=LARGEST_PIXELS) as image:
            if min(image.size) < SMALLEST_SIDE:
                raise PictureRefused(
                    _("The picture is too small: at least 200 pixels on each side.")
                )
            box = crop.within(image.size) if crop else None
            return _copies(image.crop(box) if box else image)
    except TooManyPixels:
        raise PictureRefused(_("The picture has too many pixels: 40 million at most.")) from None
    except NotAPicture:
        raise PictureRefused from None


def _copies(kept: Image.Image) -> Copies:
    widths = [width for width in WIDTHS if width < kept.width] + [min(kept.width, WIDTHS[-1])]
    by_width = {width: _encode(kept, width) for width in sorted(set(widths))}
    largest = max(by_width)
    digest = blake2b(by_width[largest], digest_size=12).hexdigest()
    height = max(1, round(kept.height * largest / kept.width))
    return Copies(f"{FOLDER}/{digest}", by_width, largest, height)


def _encode(image: Image.Image, width: int) -> bytes:
    """Return a WebP of that width, with no metadata at all."""
    height = max(1, round(image.height * width / image.width))
    scaled = (
        image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    )
    bare = Image.new(scaled.mode, scaled.size)
    bare.paste(scaled)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def _files_of(picture: ItemPicture) -> list[str]:
    if picture.is_drawing:
        return [f"{picture.file}.svg"]
    return [f"{picture.file}-{width}.webp" for width in picture.widths]


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
