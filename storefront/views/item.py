"""One item: its page, the same as a sheet over the menu, and "I want to know more"."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.menu import ItemDetail
from catalog.models.items import Item
from catalog.options import Problem, Selection
from catalog.selectors import item_detail
from catalog.slugs import item_moved_to
from flowt.errors import Gone
from flowt.htmx import wants_fragment
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from storefront import pace, sharing
from storefront.choosing import draw
from storefront.forms import InterestForm
from storefront.offering import with_offer
from storefront.operations import show_interest
from storefront.pages import render_public

PAGE, FRAGMENT = "storefront/item.html", "storefront/_item.html"


def find(slug: str) -> ItemDetail:
    """Return the item of this address. One that was taken down answers 410, an unknown one 404."""
    if "\0" in slug:  # a posted one may hold what no text of PostgreSQL does
        raise Http404
    found = item_detail(slug, timezone.now())
    if found is None:
        if Item.objects.filter(slug=slug, status=Item.Status.ARCHIVED).exists():
            raise Gone
        raise Http404
    return found


def item_context(
    request: HttpRequest,
    found: ItemDetail,
    *,
    selection: Selection = (),
    problems: tuple[Problem, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """What the item's page and its sheet need; with what was chosen where it is shown again."""
    return {
        "item": found,
        "card": found.card,
        "in_sheet": wants_fragment(request),
        "groups": draw(found.groups, selection, problems, base=found.base_price),
        "share": sharing.links(request, found),
        "meta": sharing.meta_of(request, found),
        "quantity": 1,
        "notes": "",
        "interest": InterestForm(auto_id="interest_%s"),
        **more,
    }


@require_safe
@public
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """One item. A renamed one answers from its old address with the way to the new."""
    try:
        found = find(slug)
    except (Http404, Gone):
        if moved := item_moved_to(slug):
            return HttpResponsePermanentRedirect(reverse("storefront:item", args=[moved]))
        raise
    found = with_offer(found, timezone.now())
    return render_public(
        request,
        PAGE,
        item_context(request, found),
        fragment=FRAGMENT,
        shared=True,
        true_until=found.true_until,
    )


@require_POST
@public
@same_origin_only
def interest(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that somebody wants to know more of an item, and say that they will hear of it."""
    found = find(slug)
    form = InterestForm(request.POST, auto_id="interest_%s")
    if not form.is_valid():
        context = item_context(request, found, interest=form, interest_open=True)
        return render_public(request, PAGE, context, fragment=FRAGMENT, status=422)
    pace.interest(request, form.cleaned_data["phone"])
    person = show_interest(item_id=found.card.id, title=found.card.name, **form.who())
    context = {"item": found, "card": found.card, "person": person}
    if wants_fragment(request):
        return render(request, "storefront/_interest_noted.html", context)
    return render_public(request, "storefront/interest_noted.html", context)
