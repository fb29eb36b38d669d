"""The receipt of an order as a PDF of one page, in the business's look.

Nothing is fetched from a network, and nothing from the disk but the business's own media.
"""

from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import get_language
from weasyprint import HTML

from flowt.brazil import format_document
from storefront import colours
from storefront.following import OrderView
from storefront.store import legal_data
from tenants.models import Tenant

MEDIA = "media:"
KEEP_SECONDS = 60 * 60


class Unfetchable(ValueError):
    """A document asked for something that is not the business's own."""


def receipt(view: OrderView, tenant: Tenant) -> bytes:
    """Return the PDF, from the cache while nothing in it changed."""
    order = view.order
    key = f"receipt:{order.pk}:{order.status}:{order.paid}:{tenant.version}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _draw(view, tenant)
        cache.set(key, kept, KEEP_SECONDS)
    return bytes(kept)


def _draw(view: OrderView, tenant: Tenant) -> bytes:
    context = {
        "view": view,
        "order": view.order,
        "tenant": tenant,
        **legal_data(tenant),
        "customer_document": format_document(view.order.customer_document),
        "palette": colours.light(tenant.brand_colour, tenant.accent_colour),
        "logo": f"{MEDIA}{tenant.logo}" if tenant.logo else "",
        "height_mm": _height(view),
    }
    html = render_to_string("storefront/receipt.html", context)
    return bytes(HTML(string=html, url_fetcher=fetch_media).write_pdf())


def _height(view: OrderView) -> int:
    """How tall a page takes it all, in millimetres: an A5 unless the order is long."""
    rows = sum(1 + len(line.options) + bool(line.notes) for line in view.lines)
    return max(210, 150 + rows * 9)


def fetch_media(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    """Weasyprint's fetcher: the bound tenant's media, and nothing else."""
    if not url.startswith(MEDIA):
        raise Unfetchable(url)
    name = url.removeprefix(MEDIA)
    with default_storage.open(name) as file:
        return {"string": file.read(), "mime_type": _type_of(name)}


@lru_cache(maxsize=32)
def _type_of(name: str) -> str:
    return {"svg": "image/svg+xml", "png": "image/png"}.get(name.rpartition(".")[2], "image/webp")
