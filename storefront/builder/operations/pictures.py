"""Pictures for pages: checked, stripped and kept as those of items are."""

from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.operations.pictures import read_picture
from flowt.audit.trail import record
from storefront.builder.models import PagePicture

FOLDER = "paginas"


def add_page_picture(file: BinaryIO, *, alt: str = "", actor: Any) -> PagePicture:
    """Keep a picture. The same picture again is the same row. Raises PictureRefused."""
    copies = read_picture(file)
    stem = f"{FOLDER}/{copies.stem.rpartition('/')[2]}"
    with transaction.atomic():
        for width, content in copies.by_width.items():
            name = f"{stem}-{width}.webp"
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(content))
        picture, is_new = PagePicture.objects.get_or_create(
            file=stem,
            defaults={
                "widths": sorted(copies.by_width),
                "width": copies.width,
                "height": copies.height,
                "alt": alt[:160],
            },
        )
        if is_new:
            record("page.picture", picture, actor=actor, after={"picture": picture.file})
    return picture
