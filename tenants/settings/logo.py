"""Making an uploaded logo safe: decoded, scaled down and written anew, so nothing else survives."""

import hashlib
import io
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from tenants.errors import NotAPicture, PictureTooLarge

MAX_BYTES = 4 * 1024 * 1024
MAX_SIDE = 6_000
SIDE = 512  # what is kept, at most
FORMATS = ("PNG", "JPEG", "WEBP")


def safe_logo(file: Any) -> tuple[str, bytes]:
    """Return (name below the tenant's folder, WebP bytes) of an uploaded picture.

    Raises NotAPicture and PictureTooLarge. The size is checked before any pixel is decoded.
    """
    if file.size > MAX_BYTES:
        raise PictureTooLarge
    try:
        with Image.open(file, formats=FORMATS) as opened:
            if max(opened.size) > MAX_SIDE:
                raise PictureTooLarge
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except PictureTooLarge:
        raise
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise NotAPicture from None
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=90, method=4)
    content = out.getvalue()
    return f"brand/logo-{hashlib.sha256(content).hexdigest()[:16]}.webp", content
