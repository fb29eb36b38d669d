"""PDFs, drawn from HTML by weasyprint. A document fetches nothing but what its maker hands it.

weasyprint is imported when a document is made, for it needs pango, which a machine may lack.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal

FONT_URL = "own:font"
FONT_FILE = "figtree-latin-wght-normal-*.woff2"  # of the built front end
Own = Callable[[str], tuple[bytes, str]]


class PdfUnavailable(Refusal):
    """Printing needs libraries of the machine: `flowt doctor` says which."""

    sentence = _("PDFs cannot be made on this machine: the library “pango” is missing.")
    status = 503


class NotOwn(ValueError):
    """A document asked for something that is not its own."""


def to_pdf(html: str, own: Own) -> bytes:
    """Draw a document. `own` answers an address with (body, media type) or raises NotOwn."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError:
        raise PdfUnavailable from None

    class OwnThings(URLFetcher):
        """Nothing from a network, nothing from the disk but the font and what `own` gives."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            body, kind = _font_or(own, url)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    return bytes(HTML(string=html, url_fetcher=OwnThings()).write_pdf())


def _font_or(own: Own, url: str) -> tuple[bytes, str]:
    file = font_file() if url == FONT_URL else None
    return (file.read_bytes(), "font/woff2") if file else own(url)


def font_file() -> Path | None:
    """Return the build's font; None before the front end was built."""
    return next(iter((settings.BASE_DIR / "frontend" / "dist" / "assets").glob(FONT_FILE)), None)
