"""The full catalogue, and one category of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.menu import Menu, Section
from catalog.slugs import category_moved_to
from flowt.permissions import public
from storefront import og, seo, shelves
from storefront.menus import menu_of
from storefront.offering import with_offers
from storefront.pages import render_public


@require_safe
@public
def catalog(request: HttpRequest) -> HttpResponse:
    """All items and services by category. A query narrows them, without a script."""
    found = _menu()
    sections = shelves.categories(found)
    return _show(request, found, sections, path=reverse("storefront:catalog"))


@require_safe
@public
def catalog_category(request: HttpRequest, slug: str) -> HttpResponse:
    """One category of it. A renamed one answers from its old address with the way to the new."""
    found = _menu()
    named = shelves.named(shelves.categories(found), slug)
    if named is None:
        if moved := category_moved_to(slug):
            return HttpResponsePermanentRedirect(
                reverse("storefront:catalog_category", args=[moved])
            )
        raise Http404
    section, parent = named
    return _show(request, found, (section,), path=_address(section), at=section, parent=parent)


def _menu() -> Menu:
    now = timezone.now()
    return with_offers(menu_of(now), now).menu


def _show(
    request: Any,
    found: Menu,
    sections: tuple[Section, ...],
    *,
    path: str,
    at: Section | None = None,
    parent: Section | None = None,
) -> HttpResponse:
    asked = shelves.Asked.of(request.GET)
    shown = shelves.narrowed(sections, asked) if asked else sections
    context = {
        "sections": shown,
        "tree": shelves.categories(found),
        "at": at,
        "parent": parent,
        "asked": asked,
        "choices": shelves.choices(sections),
        "count": len(shelves.cards_of(shown)),
        "is_empty": not sections,
        "here": path,
        "meta": _meta(request, path, at, parent, is_narrowed=bool(asked)),
    }
    return render_public(
        request,
        "storefront/catalog.html",
        context,
        shared=not asked,
        true_until=found.true_until,
    )


def _meta(
    request: Any, path: str, at: Section | None, parent: Section | None, *, is_narrowed: bool
) -> seo.Meta:
    tenant, whole = request.tenant, _("Full catalogue")
    steps = [(whole, reverse("storefront:catalog"))]
    steps += [(one.title, _address(one)) for one in (parent, at) if one is not None]
    about = _("Everything %(store)s offers, with prices.") % {"store": tenant.name}
    card = og.Card.of(tenant, at.title if at else whole, tenant.name)
    return seo.meta(
        request,
        path=path,
        title=at.title if at else whole,
        description=(at.description if at else "") or about,
        picture=("catalogo", at.slug if at else "todos", card),
        data=[seo.crumbs(request, *steps), seo.store_data(request)],
        robots="noindex" if is_narrowed else "",
    )


def _address(section: Section) -> str:
    return reverse("storefront:catalog_category", args=[section.slug])
