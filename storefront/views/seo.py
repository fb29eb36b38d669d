"""For search engines and other sites: the map of the pages, and the pictures of links."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models.categories import Category
from catalog.models.items import Item
from flowt.permissions import public
from offers.combos.selectors import detail
from storefront import og, seo, sharing_combos, sitemap
from storefront.builder.selectors import live_page
from storefront.builder.showing import card_of
from storefront.search import COMBOS
from storefront.sharing import card_of_item

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@public
def sitemap_xml(request: Any) -> HttpResponse:
    """Every page that may be found, kept like the pages themselves."""
    now = timezone.now()
    context = {"places": sitemap.places(request, now)}
    response = render(request, "storefront/sitemap.xml", context, content_type="application/xml")
    response.is_shared = True  # type: ignore[attr-defined]
    response.true_until = sitemap.true_until(now)  # type: ignore[attr-defined]
    return response


@require_safe
@public
def og_picture(request: HttpRequest, kind: str, slug: str, digest: str) -> HttpResponse:
    """The picture of a link. An old address leads to the picture as it is now."""
    card = _card(request, kind, slug)
    if card is None:
        raise Http404
    if card.digest != digest:
        return HttpResponseRedirect(og.path_of(kind, slug, card))
    response = HttpResponse(og.picture_of(card), content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _card(request: Any, kind: str, slug: str) -> og.Card | None:
    tenant = request.tenant
    if kind == "item":
        item = Item.objects.on_menu().filter(slug=slug).first()
        return card_of_item(tenant, item.pk, item.name, item.description) if item else None
    if kind == "combo":
        combo = detail(slug, timezone.now())
        return sharing_combos.card_of(tenant, combo) if combo else None
    if kind == "pagina":
        found = live_page(slug, timezone.now())
        return card_of(tenant, found.version) if found else None
    if kind == "catalogo" and slug != "todos":
        category = Category.objects.visible().filter(slug=slug).first()
        title = category.name if category else _("Combos") if slug == COMBOS else ""
        return og.Card.of(tenant, title, tenant.name) if title else None
    if kind == "catalogo":
        return og.Card.of(tenant, _("Full catalogue"), tenant.name)
    return seo.store_card(tenant) if kind == "cardapio" else None
