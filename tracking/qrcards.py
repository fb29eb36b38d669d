"""Drawings of QR codes: SVG for print and PNG for everything else. No database here.

Error correction is at level Q (a quarter of the symbol may be hidden or worn), and the quiet zone
is the four modules that ISO/IEC 18004 asks for. Always dark on white, whatever the tenant's look:
scanners expect it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import groupby

import qrcode
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from flowt.errors import Refusal

QUIET_MODULES = 4
LONGEST = 1600  # bytes that level Q holds, and a little less
LARGEST_PNG_PIXELS = 4096

Matrix = Sequence[Sequence[bool]]


class TooLongForQr(Refusal, ValueError):
    sentence = _("This text is too long for a QR code.")


def matrix(text: str, *, is_dense: bool = False) -> Matrix:
    """Return the modules of a code, dark ones True, quiet zone included.

    `is_dense` takes level M, for long texts on a clean screen (a PIX code). Raises TooLongForQr,
    and ValueError on an empty text.
    """
    if not text:
        raise ValueError("a QR code of nothing")
    return _matrix(text, ERROR_CORRECT_M if is_dense else ERROR_CORRECT_Q)


def svg(text: str, *, title: str = "", is_dense: bool = False) -> str:
    """Return a self-contained drawing that scales: one path, one unit a module, no script.

    With a `title` it is an image with that name for those who cannot see it; without, it is
    hidden from them.
    """
    modules = matrix(text, is_dense=is_dense)
    size = len(modules)
    path = "".join(_path(modules))
    named = f'role="img"><title>{escape(title)}</title>' if title else 'aria-hidden="true">'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges" {named}'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def png(text: str, *, width_pixels: int = 1024, is_dense: bool = False) -> bytes:
    """Return a picture of at most `width_pixels`, in whole pixels a module (at least one)."""
    modules = matrix(text, is_dense=is_dense)
    size = len(modules)
    scale = max(1, min(width_pixels, LARGEST_PNG_PIXELS) // size)
    image = Image.new("1", (size, size), 1)
    image.putdata([0 if dark else 1 for row in modules for dark in row])
    out = BytesIO()
    image.resize((size * scale, size * scale), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=256)
def _matrix(text: str, level: int) -> Matrix:
    if len(text.encode()) > LONGEST:
        raise TooLongForQr
    code = qrcode.QRCode(error_correction=level, border=QUIET_MODULES)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        raise TooLongForQr from None
    return tuple(tuple(row) for row in code.get_matrix())


def _path(modules: Matrix) -> Iterator[str]:
    """Draw each run of dark modules in a row as one rectangle."""
    for y, row in enumerate(modules):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
