"""A combo told to others: links to pass it on, and what it is in schema.org's words."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from flowt.tenancy import current_tenant
from offers.combos.ranges import range_of_combo
from offers.combos.selectors import ComboDetail, ComboForSale
from storefront import og, seo
from storefront.search import COMBOS
from storefront.seo import describe_store
from storefront.sharing import Share, photo_of, widest
from tenants.models import Tenant
from tenants.selectors import public_url


def links(request: HttpRequest, sold: ComboForSale) -> Share:
    tenant = current_tenant()
    url = public_url(tenant, sold.url, request)
    title = _("%(item)s – %(store)s") % {"item": sold.name, "store": tenant.name}
    return Share(url, title, quote(url, safe=""), quote(title, safe=""))


def meta_of(request: HttpRequest, found: ComboDetail) -> seo.Meta:
    """Return the head of a combo's page."""
    tenant, sold = current_tenant(), found.for_sale
    shelf = reverse("storefront:catalog_category", args=[COMBOS])
    title = _("%(item)s – %(store)s") % {"item": sold.name, "store": tenant.name}
    return seo.meta(
        request,
        path=sold.url,
        title=title,
        description=found.description[:160] or title,
        picture=("combo", sold.slug, card_of(tenant, found)),
        data=[
            describe(request, found),
            seo.crumbs(request, (_("Combos"), shelf), (sold.name, sold.url)),
        ],
        kind="product",
    )


def card_of(tenant: Tenant, found: ComboDetail) -> og.Card:
    """Return the picture of a combo's link: with its photo, else that of its dearest item."""
    sold = found.for_sale
    own = {} if sold.own_picture.get("is_drawing") else sold.own_picture
    photo = widest(own.get("file", ""), own.get("widths", ()))
    if not photo:
        dearest = sorted(found.items.values(), key=lambda item: (-item.price, item.id))
        photo = next((file for item in dearest if (file := photo_of(item.id))), "")
    return og.Card.of(tenant, sold.name, found.description, photo)


def describe(request: HttpRequest, found: ComboDetail) -> dict[str, Any]:
    """Return the combo as schema.org data: one thing at one price, made of others."""
    tenant, sold = current_tenant(), found.for_sale
    url = public_url(tenant, sold.url, request)
    is_food = tenant.niche == Tenant.Niche.RESTAURANT
    data: dict[str, Any] = {
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
