"""An item's address, told to others: links to pass it on, and what it is in schema.org's words."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.menu import ItemDetail
from catalog.models.items import ItemPicture
from flowt.tenancy import current_tenant
from storefront import og, seo
from storefront.seo import describe_store
from tenants.models import Tenant
from tenants.selectors import public_url

DIETS = {
    "vegetarian": "https://schema.org/VegetarianDiet",
    "vegan": "https://schema.org/VeganDiet",
    "gluten_free": "https://schema.org/GlutenFreeDiet",
    "lactose_free": "https://schema.org/LowLactoseDiet",
}


@dataclass(frozen=True)
class Share:
    """`url` is the plain address; the links hold it quoted, and end where the origin is added."""

    url: str
    title: str
    quoted_url: str
    quoted_title: str


def links(request: HttpRequest, item: ItemDetail) -> Share:
    tenant = current_tenant()
    url = canonical(request, item.card.slug)
    title = _("%(item)s – %(store)s") % {"item": item.card.name, "store": tenant.name}
    return Share(url, title, quote(url, safe=""), quote(title, safe=""))


def canonical(request: HttpRequest, slug: str) -> str:
    """Return the item's one address, on the host customers know."""
    return public_url(current_tenant(), reverse("storefront:item", args=[slug]), request)


def meta_of(request: HttpRequest, item: ItemDetail) -> "seo.Meta":
    """Return the head of an item's page."""
    tenant, card = current_tenant(), item.card
    path = reverse("storefront:item", args=[card.slug])
    shelf = reverse("storefront:catalog_category", args=[item.category_slug])
    way = seo.crumbs(request, (item.category, shelf), (card.name, path))
    title = _("%(item)s – %(store)s") % {"item": card.name, "store": tenant.name}
    return seo.meta(
        request,
        path=path,
        title=title,
        description=card.description[:160] or title,
        picture=("item", card.slug, card_of_item(tenant, card.id, card.name, card.description)),
        data=[describe(request, item), way],
        kind="product",
    )


def card_of_item(tenant: Tenant, item_id: int, name: str, about: str) -> og.Card:
    """Return the picture of an item's link, with its photo where there is one."""
    return og.Card.of(tenant, name, about, photo_of(item_id))


def photo_of(item_id: int) -> str:
    """Return the file of an item's first photo; "" without one."""
    row = ItemPicture.objects.filter(item=item_id, is_drawing=False).first()
    return widest(row.file, row.widths) if row else ""


def widest(file: str, widths: Collection[int]) -> str:
    """Return the file of a picture that is as wide as a link's picture shows it; "" without one."""
    fitting = [width for width in widths if width <= 640]
    return f"{file}-{max(fitting or widths)}.webp" if file and widths else ""


def describe(request: HttpRequest, item: ItemDetail) -> dict[str, Any]:
    """Return the item as schema.org data: a dish of the menu, a service, or a product."""
    tenant, card = current_tenant(), item.card
    is_food = tenant.niche == Tenant.Niche.RESTAURANT
    kind = "MenuItem" if is_food else "Service" if card.kind == "service" else "Product"
    data: dict[str, Any] = {
        "@type": kind,
        "name": card.name,
        "url": canonical(request, card.slug),
    }
    if card.description:
        data["description"] = card.description
    if item.pictures:
        data["image"] = [public_url(tenant, picture.url, request) for picture in item.pictures]
    if item.sku and kind == "Product":
        data["sku"] = item.sku
    if is_food and (diets := [DIETS[diet] for diet in card.diets if diet in DIETS]):
        data["suitableForDiet"] = diets
    if not card.interest_only:
        data["offers"] = _offer(request, item, tenant)
    return data


def _offer(request: HttpRequest, item: ItemDetail, tenant: Tenant) -> dict[str, Any]:
    is_there = item.card.can_order
    return {
        "@type": "Offer",
        "price": str(item.card.price),
        "priceCurrency": tenant.currency,
        "availability": f"https://schema.org/{'InStock' if is_there else 'OutOfStock'}",
        "url": canonical(request, item.card.slug),
        "seller": describe_store(request, tenant),
    }
