"""Opening a picture that somebody sent: by what it holds, never by its name, and one at a time.

What is kept of it is drawn anew by the caller, so nothing that hid in the file survives.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from struct import error as StructError
from threading import Lock

from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
_one_at_a_time = Lock()  # a picture of 40 million pixels takes 160 MB and more while it is drawn
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, MemoryError, TypeError, ArithmeticError),
    *(StructError, LookupError, AttributeError),  # what Pillow raises in odd files, seen by fuzzing
)


class NotAPicture(Exception):
    """The file is not a whole picture of a kind we take."""


class TooManyPixels(Exception):
    """Its header promises more than is decoded here."""


@contextmanager
def opened(data: bytes, *, most_pixels: int) -> Iterator[Image.Image]:
    """Decode a picture: its first frame, upright, as RGB or RGBA of eight bits.

    The size is judged before any pixel is decoded. Raises NotAPicture and TooManyPixels.
    """
    with _one_at_a_time:
        try:
            image = _decoded(data, most_pixels)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise TooManyPixels from None
        except _BROKEN:
            raise NotAPicture from None
        with image:
            yield image


def _decoded(data: bytes, most_pixels: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=FORMATS) as probe:
            if probe.width * probe.height > most_pixels:
                raise TooManyPixels
            probe.verify()
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for all of us
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        image.load()
    return _of_eight_bits(_upright(image))


def _upright(image: Image.Image) -> Image.Image:
    """Turn it as its EXIF says; where that cannot be read, leave it as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """Pillow cuts off the upper bits of sixteen: they are scaled down first."""
    if image.mode.startswith("I") or image.mode == "F":
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")
