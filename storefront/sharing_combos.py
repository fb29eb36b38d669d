"""A combo told to others: links to pass it on, and what it is in schema.org's words."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import gettext as _

from flowt.tenancy import current_tenant
from offers.combos.ranges import range_of_combo
from offers.combos.selectors import ComboDetail, ComboForSale
from storefront.sharing import Share, describe_store
from tenants.models import Tenant
from tenants.selectors import public_url


def links(request: HttpRequest, sold: ComboForSale) -> Share:
    tenant = current_tenant()
    url = public_url(tenant, sold.url, request)
    title = _("%(item)s – %(store)s") % {"item": sold.name, "store": tenant.name}
    return Share(url, title, quote(url, safe=""), quote(title, safe=""))


def describe(request: HttpRequest, found: ComboDetail) -> dict[str, Any]:
    """Return the combo as schema.org data: one thing at one price, made of others."""
    tenant, sold = current_tenant(), found.for_sale
    url = public_url(tenant, sold.url, request)
    is_food = tenant.niche == Tenant.Niche.RESTAURANT
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MenuItem" if is_food else "Product",
        "name": sold.name,
        "url": url,
        "offers": {
            "@type": "Offer",
            "price": str(range_of_combo(sold.combo).price),
            "priceCurrency": tenant.currency,
            "availability": f"https://schema.org/{'InStock' if found.can_order else 'OutOfStock'}",
            "url": url,
            "seller": describe_store(request, tenant),
        },
    }
    if found.description:
        data["description"] = found.description
    if sold.picture:
        data["image"] = [public_url(tenant, sold.picture.url, request)]
    return data
