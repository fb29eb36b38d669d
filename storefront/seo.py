"""What search engines and other sites read of a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.menu import Menu
from storefront import og
from storefront.store import address_line
from tenants.models import Tenant
from tenants.selectors import public_url

CONTEXT = "https://schema.org"
KINDS = {
    Tenant.Niche.RESTAURANT: "Restaurant",
    Tenant.Niche.DISTRIBUTOR: "WholesaleStore",
    Tenant.Niche.RETAIL: "Store",
}


@dataclass(frozen=True, slots=True)
class Meta:
    """The head of a public page. `data` is one graph of schema.org things."""

    title: str
    description: str
    canonical: str
    image: str
    kind: str = "website"
    robots: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def meta(
    request: Any,
    *,
    path: str,
    title: str,
    description: str,
    picture: tuple[str, str, og.Card],
    data: Sequence[dict[str, Any]] = (),
    kind: str = "website",
    robots: str = "",
) -> Meta:
    """Return a page's head. `picture` is (kind, slug, card) of the picture drawn for it."""
    tenant = request.tenant
    graph = {"@context": CONTEXT, "@graph": list(data)} if data else {}
    return Meta(
        title=title,
        description=" ".join(description.split())[:300],
        canonical=public_url(tenant, path, request),
        image=public_url(tenant, og.path_of(*picture), request),
        kind=kind,
        robots=robots,
        data=graph,
    )


def crumbs(request: HttpRequest, *steps: tuple[str, str]) -> dict[str, Any]:
    """Return the way to a page as schema.org data; `steps` are (name, path), the first the menu."""
    tenant = request.tenant  # type: ignore[attr-defined]
    home = (tenant.name, reverse("storefront:menu"))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": public_url(tenant, path, request),
            }
            for place, (name, path) in enumerate((home, *steps), start=1)
        ],
    }


def describe_menu(request: HttpRequest, menu: Menu) -> dict[str, Any]:
    """Return a menu's sections as schema.org data, without their items: those have pages."""
    tenant = request.tenant  # type: ignore[attr-defined]
    url = public_url(tenant, reverse("storefront:menu"), request)
    return {
        "@type": "Menu",
        "name": _("Menu of %(store)s") % {"store": tenant.name},
        "url": url,
        "hasMenuSection": [
            {"@type": "MenuSection", "name": section.title, "url": f"{url}#{section.key}"}
            for section in menu.sections
            if section.key.startswith("category-")
        ],
    }


def store_data(request: HttpRequest) -> dict[str, Any]:
    return describe_store(request, request.tenant)  # type: ignore[attr-defined]


def describe_store(request: HttpRequest, tenant: Tenant) -> dict[str, Any]:
    """Return the business as schema.org data."""
    data: dict[str, Any] = {
        "@type": KINDS.get(Tenant.Niche(tenant.niche), "LocalBusiness"),
        "name": tenant.name,
        "url": public_url(tenant, reverse("storefront:menu"), request),
        "image": public_url(tenant, og.path_of("cardapio", "todos", store_card(tenant)), request),
    }
    if tenant.phone:
        data["telephone"] = tenant.phone
    if tenant.street:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": address_line(tenant),
            "addressLocality": tenant.city,
            "addressRegion": tenant.state,
            "postalCode": tenant.cep,
            "addressCountry": "BR",
        }
    return data


def store_card(tenant: Tenant) -> og.Card:
    """Return the picture of links to the business itself."""
    return og.Card.of(tenant, tenant.name, tenant.tagline)
