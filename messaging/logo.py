"""The tenant's logo as mail programs can show it: a PNG, made once of each logo."""

import io
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

from tenants.models import Tenant
from tenants.selectors import public_url

SIDE = 144  # shown at 48
DRAWN = ".svg"  # no mail program of weight shows it


def url_of(tenant: Tenant) -> str:
    """Return the absolute address of the logo; "" where there is none that can be shown."""
    source = PurePath(tenant.logo)
    if not tenant.logo or source.suffix == DRAWN:
        return ""
    name = str(source.with_name(f"{source.stem}-mail.png"))
    if not default_storage.exists(name) and not _make(tenant.logo, name):
        return ""
    return public_url(tenant, default_storage.url(name))


def _make(source: str, name: str) -> bool:
    try:
        with default_storage.open(source) as file, Image.open(file) as opened:
            picture = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError, ValueError):
        return False
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    default_storage.save(name, ContentFile(out.getvalue()))
    return True
