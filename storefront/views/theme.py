"""What browsers ask for by themselves: the tenant's colours, its icon, its name, and manners."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from flowt.permissions import public
from storefront import colours
from tenants.selectors import public_url

FOR_EVER = "public, max-age=31536000, immutable"


def _kept(request: Any, response: HttpResponse) -> HttpResponse:
    """Keep for ever what names its version; an address without it is asked for every time."""
    current = f"{request.tenant.code}-{request.tenant.version}"
    response["Cache-Control"] = FOR_EVER if request.GET.get("v") == current else "no-cache"
    return response


@require_safe
@public
def theme(request: Any) -> HttpResponse:
    """The tenant's colours as CSS variables, for light and dark, every text on them legible."""
    brand, accent = request.tenant.brand_colour, request.tenant.accent_colour
    context = {"light": colours.light(brand, accent), "dark": colours.dark(brand, accent)}
    return _kept(request, render(request, "storefront/theme.css", context, content_type="text/css"))


@require_safe
@public
def icon(request: Any) -> HttpResponse:
    """The business's first letter on its colour, where browsers want a small picture."""
    brand = request.tenant.brand_colour
    context = {"letter": request.tenant.name[:1].upper(), "ground": brand}
    context["ink"] = colours.ink_on(brand)
    return _kept(
        request, render(request, "storefront/icon.svg", context, content_type="image/svg+xml")
    )


@require_safe
@public
def manifest(request: Any) -> HttpResponse:
    tenant = request.tenant
    version = f"{tenant.code}-{tenant.version}"
    icon_url = f"{reverse('storefront:icon')}?v={version}"
    data = {
        "name": tenant.name,
        "short_name": tenant.name[:12],
        "start_url": reverse("storefront:menu"),
        "display": "standalone",
        "theme_color": tenant.brand_colour,
        "background_color": "#ffffff",
        "icons": [{"src": icon_url, "sizes": "any", "type": "image/svg+xml"}],
    }
    return _kept(request, JsonResponse(data, content_type="application/manifest+json"))


@require_safe
@public(scope="any")
def robots(request: Any) -> HttpResponse:
    """Menus may be found; carts, orders and consoles may not."""
    lines = ["User-agent: *"]
    if request.tenant is None:
        lines += ["Disallow: /console/", "Disallow: /conta/"]
    else:
        hidden = ("carrinho", "finalizar", "pedido", "painel", "conta", "q", "consentimento")
        lines += [f"Disallow: /{part}/" for part in hidden]
        place = public_url(request.tenant, reverse("storefront:sitemap"), request)
        lines += ["", f"Sitemap: {place}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
