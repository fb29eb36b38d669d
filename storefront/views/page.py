"""Built pages as visitors see them: campaign pages, the welcome page, their forms and dates."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from flowt.errors import Gone
from flowt.htmx import wants_fragment
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from leads.operations import capture_lead
from leads.requests import Agreement, Came, Contact
from storefront import blocks, pace
from storefront.builder import calendars, showing
from storefront.builder.lead_form import LeadForm
from storefront.builder.models import WELCOME_SLUG
from storefront.builder.selectors import LivePage, live_page, moved_to, was_shown
from storefront.pages import render_public
from tracking import attribution

PAGE, FRAGMENT = "storefront/page.html", "storefront/_page_block.html"


@require_safe
@public
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A campaign page. The welcome page has an address of its own."""
    if slug == WELCOME_SLUG:
        return HttpResponsePermanentRedirect(reverse("storefront:welcome"))
    found = _find(slug, "storefront:page")
    return found if isinstance(found, HttpResponse) else _show(request, found)


@require_safe
@public
def welcome(request: HttpRequest) -> HttpResponse:
    found = _find(WELCOME_SLUG, "")
    return found if isinstance(found, HttpResponse) else _show(request, found)


@require_POST
@public
@same_origin_only
def page_send(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take what a visitor wrote into a page's form. Sent again, it is the same contact."""
    found = _live(slug)
    asked = _form_settings(found, key)
    form = LeadForm(asked, request.POST, key=key)
    if form.is_trapped():
        return _thanks(request, found, key)
    if not form.is_valid():
        return _show(request, found, bound_forms={key: form}, only=key, status=422)
    who = Contact(**form.who())
    pace.lead(request, who.phone or who.email)
    capture_lead(
        who=who,
        came=Came(
            path=found.page.get_absolute_url(),
            title=found.page.name,
            goal=found.page.goal,
            answers=tuple((row["label"], row["value"]) for row in form.answers()),
        ),
        agreed=Agreement(str(asked["purpose"]), bool(asked["marketing"])),
        journey=attribution.journey(request),
    )
    return _thanks(request, found, key)


@require_safe
@public
def page_thanks(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The page again, with thanks where its form was."""
    found = _live(slug)
    _form_settings(found, key)
    return _show(request, found, thanked=key)


@require_safe
@public
def page_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The page's event as a file for calendars."""
    found = _live(slug)
    text = calendars.file_of(request, found)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.page.slug}.ics"'
    return response


def _find(slug: str, route: str) -> LivePage | HttpResponse:
    """The page of an address, or the way to where it moved. Taken down: 410; unknown: 404."""
    found = live_page(slug, timezone.now())
    if found is not None:
        return found
    if route and (moved := moved_to(slug)) and moved.is_live(timezone.now()):
        return HttpResponsePermanentRedirect(moved.get_absolute_url())
    if was_shown(slug):
        raise Gone
    raise Http404


def _live(slug: str) -> LivePage:
    found = live_page(slug, timezone.now())
    if found is None:
        raise Gone if was_shown(slug) else Http404
    return found


def _form_settings(found: LivePage, key: str) -> dict[str, Any]:
    """What the page's form of that key asks for. Raises Http404 where it has none such."""
    for one in blocks.placed(found.version.blocks):
        if one.key == key and one.kind == "form":
            return one.settings
    raise Http404


def _thanks(request: HttpRequest, found: LivePage, key: str) -> HttpResponse:
    if wants_fragment(request):
        return _show(request, found, thanked=key, only=key)
    return redirect("storefront:page_thanks", found.page.slug, key)


def _show(
    request: HttpRequest,
    found: LivePage,
    *,
    bound_forms: dict[str, Any] | None = None,
    thanked: str = "",
    only: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; htmx, which sent a form, gets the block `only` alone."""
    now, stored = timezone.now(), found.version.blocks
    scene = showing.scene_of(request, found.page, stored, now)
    scene.bound_forms, scene.thanked = bound_forms or {}, thanked
    context = showing.context_of(scene, found.version)
    context["robots"] = "noindex" if thanked or only else ""
    context["block"] = next((one for one in context["blocks"] if one.key == only), None)
    return render_public(
        request,
        PAGE,
        context,
        fragment=FRAGMENT if only else "",
        status=status,
        shared=not only,
        true_until=_first(found.true_until, blocks.next_change(stored, now), scene.true_until),
    )


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at), default=None)
