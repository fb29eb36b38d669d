"""What of the menu is one visitor's own: asked for by the page, which everybody shares."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.selectors import menu as menu_of
from flowt.permissions import public
from storefront.offering import for_you, own_best, stall_of
from storefront.pages import render_public


@require_safe
@public
def best_for_you(request: HttpRequest) -> HttpResponse:
    """The deals that fit what this browser ordered; nothing, so that all stays, where none does."""
    now = timezone.now()
    parts = [part for top in menu_of(now).sections for part in (top, *top.children)]
    cards = own_best(request, stall_of((card for part in parts for card in part.items), now))
    if not cards:
        response = HttpResponse(status=204)
    else:
        context = {"section": for_you(cards), "is_own": True}
        response = render_public(request, "storefront/_offer_row.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
