"""Sheets of table cards as PDF: A4, in the tenant's look, with marks to cut along.

Nothing is fetched from a network: codes are drawn here, the logo is the tenant's own file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation

from flowt.pdf import FONT_URL, NotOwn, font_file, to_pdf
from tenants.contrast import ink_on
from tenants.models import Tenant
from tracking.errors import NothingToPrint
from tracking.models import QrCode
from tracking.qrcards import svg
from tracking.selectors import url_of

PER_PAGE = {4: (2, 2), 6: (2, 3), 8: (2, 4)}  # columns, rows
ROOM = {4: (12, 19), 6: (17, 30), 8: (8, 19)}  # letters of a name set large, and set smaller
PAGE_MM, MARGIN_MM, MARK_MM = (210, 297), 10, 6
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what stands on it, and the code's own name in this document."""

    label: str
    table: str
    kind: str
    source: str  # "qr:<code>", which `_Fetcher` draws
    address: str
    size: str  # how large its name is set, so that the code below it stays whole


def sheet_pdf(codes: Sequence[QrCode], *, tenant: Tenant, per_page: int) -> bytes:
    """Return A4 pages of `per_page` cards each (4, 6 or 8).

    Raises NothingToPrint without codes, PdfUnavailable where pango is missing.
    """
    if not codes:
        raise NothingToPrint
    urls = {code.code: url_of(tenant, code) for code in codes}
    cards = [_card(code, urls[code.code], per_page) for code in codes]
    columns, rows = PER_PAGE[per_page]
    width, height = (PAGE_MM[0] - 2 * MARGIN_MM) / columns, (PAGE_MM[1] - 2 * MARGIN_MM) / rows
    places = [
        (MARGIN_MM + column * width, MARGIN_MM + row * height)
        for row in range(rows)
        for column in range(columns)
    ]
    context = {
        "pages": [
            list(zip(cards[at : at + per_page], places, strict=False))
            for at in range(0, len(cards), per_page)
        ],
        "per_page": per_page,
        "card_width": width,
        "card_height": height,
        "marks": _marks(columns, rows),
        "tenant": tenant,
        "brand": tenant.brand_colour,
        "ink": ink_on(tenant.brand_colour),
        "accent": tenant.accent_colour,
        "logo": "own:logo" if tenant.logo else "",
        "font": FONT_URL if font_file() else "",
    }
    with translation.override(tenant.language):  # guests read it, whoever prints it
        html = render_to_string("tracking/sheet.html", context)
    return to_pdf(html, lambda url: _own(url, urls, tenant))


def _card(code: QrCode, url: str, per_page: int) -> Card:
    return Card(
        label=code.label,
        table=code.table_label,
        kind=code.kind,
        source=f"qr:{code.code}",
        address=url.partition("://")[2],
        size=_size(code.label, per_page),
    )


def _size(label: str, per_page: int) -> str:
    large, smaller = ROOM[per_page]
    return "short" if len(label) <= large else "medium" if len(label) <= smaller else "long"


def _marks(columns: int, rows: int) -> list[tuple[float, float, float, float]]:
    """Return the cut marks as lines (x1, y1, x2, y2) in millimetres, in the margins alone."""
    width, height = PAGE_MM
    xs = [MARGIN_MM + (width - 2 * MARGIN_MM) * at / columns for at in range(columns + 1)]
    ys = [MARGIN_MM + (height - 2 * MARGIN_MM) * at / rows for at in range(rows + 1)]
    marks = [(x, 2.0, x, 2.0 + MARK_MM) for x in xs]
    marks += [(x, height - 2.0 - MARK_MM, x, height - 2.0) for x in xs]
    marks += [(2.0, y, 2.0 + MARK_MM, y) for y in ys]
    marks += [(width - 2.0 - MARK_MM, y, width - 2.0, y) for y in ys]
    return marks


def _own(url: str, urls: dict[str, str], tenant: Tenant) -> tuple[bytes, str]:
    if url.startswith("qr:"):
        return svg(urls[url.removeprefix("qr:")], title="QR").encode(), TYPES[".svg"]
    if url == "own:logo":
        with default_storage.open(tenant.logo) as file:
            return file.read(), TYPES[Path(tenant.logo).suffix]
    raise NotOwn(url)
