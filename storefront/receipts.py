"""The receipt of an order as a PDF of one page, in the business's look."""

from contextlib import suppress
from pathlib import PurePath

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import get_language

from flowt.brazil import format_document
from flowt.pdf import FONT_URL, NotOwn, font_file, to_pdf
from flowt.redis import RedisError
from orders.combos import by_combo
from orders.tabs.selectors import TabView
from storefront import colours
from storefront.following import OrderView
from storefront.store import legal_data
from tenants.models import Tenant

MEDIA = "media:"
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
KEEP_SECONDS = 60 * 60
NAME_FITS = 48  # letters of an item in one line of a bill


def receipt(view: OrderView, tenant: Tenant) -> bytes:
    """Return the PDF, from the cache while nothing in it changed."""
    order = view.order
    key = f"receipt:{order.pk}:{order.status}:{order.paid}:{tenant.version}:{get_language()}"
    with suppress(RedisError):
        if kept := cache.get(key):
            return bytes(kept)
    made = to_pdf(render_to_string("storefront/receipt.html", _context(view, tenant)), fetch)
    with suppress(RedisError):
        cache.set(key, made, KEEP_SECONDS)
    return made


def _context(view: OrderView, tenant: Tenant) -> dict[str, object]:
    return {
        "view": view,
        "order": view.order,
        "tenant": tenant,
        **legal_data(tenant),
        "customer_document": format_document(view.order.customer_document),
        "palette": colours.light(tenant.brand_colour, tenant.accent_colour),
        "logo": f"{MEDIA}{tenant.logo}" if tenant.logo else "",
        "font": FONT_URL if font_file() else "",
        "height_mm": _height(view),
    }


def tab_bill(view: TabView, tenant: Tenant) -> bytes:
    """Return a table's bill: what each ordered, the service, and what was paid."""
    names = [line.name for order in view.orders for line in order.lines.all()]
    wraps = sum(len(name) // NAME_FITS for name in names)
    rows = len(names) + wraps + 2 * len(view.orders) + 2 * len(view.parts)
    context = {
        "view": view,
        "tab": view.tab,
        "tenant": tenant,
        **legal_data(tenant),
        "palette": colours.light(tenant.brand_colour, tenant.accent_colour),
        "logo": f"{MEDIA}{tenant.logo}" if tenant.logo else "",
        "font": FONT_URL if font_file() else "",
        "height_mm": max(210, 120 + (rows + len(view.shares)) * 7),
    }
    return to_pdf(render_to_string("storefront/tab_bill.html", context), fetch)


def _height(view: OrderView) -> int:
    """How tall a page takes it all, in millimetres: an A5 unless the order is long."""
    rows = sum(1 + len(group.rows) + bool(group.notes) for group in by_combo(view.lines))
    return max(210, 150 + rows * 9)


def fetch(url: str) -> tuple[bytes, str]:
    """The bound tenant's media, and nothing else. Raises NotOwn."""
    name = url.removeprefix(MEDIA)
    kind = TYPES.get(PurePath(name).suffix)
    if name == url or kind is None:
        raise NotOwn(url)
    with default_storage.open(name) as file:
        return file.read(), kind
