"""The menu, and the address that leads to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.menu import Menu
from flowt import limits, versions
from flowt.clients import network_of
from flowt.htmx import wants_fragment
from flowt.live import stream_url
from flowt.permissions import public
from storefront import seo
from storefront.menus import menu_of
from storefront.offering import with_offers
from storefront.ordering import Ways
from storefront.pages import render_public
from storefront.search import MOST_QUERY, find
from tenants.views import landing


@require_safe
@public(scope="any")
def home(request: Any) -> HttpResponse:
    """A business's home is its menu; the query, which says where the visit came from, goes along.
    Without a business this is the product's own page."""
    if request.tenant is None:
        return landing(request)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("storefront:menu") + (f"?{query}" if query else ""))


@require_safe
@public
def menu(request: HttpRequest) -> HttpResponse:
    """The whole menu. `?q=` keeps what matches, for browsers that run no script."""
    now = timezone.now()
    offering = with_offers(menu_of(now), now)
    found = offering.menu
    query = request.GET.get("q", "").strip()[:MOST_QUERY]
    tenant = request.tenant  # type: ignore[attr-defined]
    context = {
        "sections": find(found.sections, query) if query else found.sections,
        "notes": () if query else offering.notes,
        "is_empty": not found.sections,
        "query": query,
        "ways": Ways.of(tenant),
        "meta": _meta(request, found, is_narrowed=bool(query)),
        "search_words": _("Search the menu"),
        "empty_title": _("The menu is being prepared"),
        "empty_text": _("There is nothing here yet. Come back in a little while."),
        "version": _version(request),
        "is_fragment": wants_fragment(request),
    }
    return render_public(
        request,
        "storefront/menu.html",
        context,
        fragment="storefront/_menu.html",
        shared=not query,
        true_until=found.true_until,
    )


@require_safe
@public
def menu_stream(request: HttpRequest) -> JsonResponse:
    """Where an open menu hears that it changed, and which version it would be now.

    The page itself is everybody's, and bears no address that ends.
    """
    network = network_of(request)
    limits.guard("menu.stream", network)
    src = stream_url(request, ["menu"], visitor=network)
    response = JsonResponse({"src": src, "version": _version(request)})
    response["Cache-Control"] = "private, no-store"
    return response


def _version(request: Any) -> str:
    """What a page of this tenant depends on beside the clock."""
    name = versions.of_menu(request.tenant.schema_name)
    known = getattr(request, "versions", {}).get(name)
    menu_version = versions.read(name)[0] if known is None else known
    return f"{request.tenant.version}-{menu_version}"


def _meta(request: Any, found: Menu, *, is_narrowed: bool) -> seo.Meta:
    tenant = request.tenant
    about = _("See the menu of %(store)s and order.") % {"store": tenant.name}
    return seo.meta(
        request,
        path=reverse("storefront:menu"),
        title=tenant.name,
        description=tenant.tagline or about,
        picture=("cardapio", "todos", seo.store_card(tenant)),
        data=[{**seo.store_data(request), "hasMenu": seo.describe_menu(request, found)}],
        robots="noindex" if is_narrowed else "",
    )
