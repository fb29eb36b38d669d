"""Making an uploaded logo safe: decoded, scaled down and written anew, so nothing else survives."""

import hashlib
import io
from typing import Any

from PIL import Image

from flowt import pictures
from tenants.errors import NotAPicture, PictureTooLarge

MAX_BYTES = 4 * 1024 * 1024
MAX_SIDE = 6_000
SIDE = 512  # what is kept, at most


def safe_logo(file: Any) -> tuple[str, bytes]:
    """Return (name below the tenant's folder, WebP bytes) of an uploaded picture.

    Raises NotAPicture and PictureTooLarge. The size is checked before any pixel is decoded.
    """
    if file.size > MAX_BYTES:
        raise PictureTooLarge
    try:
        with pictures.opened(file.read(), most_pixels=MAX_SIDE * MAX_SIDE) as opened:
            if max(opened.size) > MAX_SIDE:
                raise PictureTooLarge
            picture = opened.convert("RGBA")
            picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    except pictures.TooManyPixels:
        raise PictureTooLarge from None
    except pictures.NotAPicture:
        raise NotAPicture from None
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=90, method=4)
    content = out.getvalue()
    return f"brand/logo-{hashlib.sha256(content).hexdigest()[:16]}.webp", content
