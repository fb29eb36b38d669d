"""The picture of a combo: kept beside the catalogue's, in a folder of its own."""

from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from catalog.operations.menu import bump_menu
from catalog.operations.pictures import Crop, read_picture
from flowt.audit.trail import record
from offers.combos.models import Combo

FOLDER = "combos"


def set_picture(
    combo: Combo, file: BinaryIO, *, crop: Crop | None = None, actor: User | None
) -> Combo:
    """Give a combo a picture in place of the one it has. Raises catalog's PictureRefused."""
    copies = read_picture(file, crop=crop)
    stem = f"{FOLDER}/{copies.stem.rpartition('/')[2]}"
    with transaction.atomic():
        combo = Combo.objects.select_for_update().get(pk=combo.pk)
        for width, content in copies.by_width.items():
            if not default_storage.exists(f"{stem}-{width}.webp"):
                default_storage.save(f"{stem}-{width}.webp", ContentFile(content))
        picture = {
            "file": stem,
            "is_drawing": False,
            "widths": sorted(copies.by_width),
            "width": copies.width,
            "height": copies.height,
            "alt": combo.name,
        }
        _write(combo, picture, actor)
    return combo


@transaction.atomic
def delete_picture(combo: Combo, *, actor: User | None) -> Combo:
    """Remove a combo's picture; its files go with the commit. A repeat changes nothing."""
    combo = Combo.objects.select_for_update().get(pk=combo.pk)
    if combo.picture:
        _write(combo, {}, actor)
    return combo


def _write(combo: Combo, picture: dict[str, Any], actor: User | None) -> None:
    before, combo.picture = combo.picture, picture
    combo.save(update_fields=["picture", "updated_at"])
    record("combo.picture", combo, actor=actor, after={"picture": picture.get("file", "")})
    is_shared = Combo.objects.filter(picture__file=before.get("file", "")).exists()
    if before and not is_shared:
        transaction.on_commit(lambda: _delete_files(before))
    bump_menu()


def _delete_files(picture: dict[str, Any]) -> None:
    stem = picture["file"]
    names = [f"{stem}-{width}.webp" for width in picture["widths"]]
    for name in [f"{stem}.svg"] if picture["is_drawing"] else names:
        default_storage.delete(name)
