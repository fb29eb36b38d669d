"""What the editor's actions answer with: the parts that changed, or the editor as a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, wants_fragment
from storefront.blocks import Block, blocks, made, placed
from storefront.builder.errors import EditedMeanwhile
from storefront.builder.forms import PageForm, PictureForm, ScheduleForm
from storefront.builder.models import Page

PARTS = ("panel", "blocks", "state")
PARTS_TEMPLATE = "storefront/builder/_parts.html"


def revision_of(request: HtmxRequest) -> int:
    """Return the revision the browser works on: If-Match, or the form's own word for it."""
    text = request.headers.get("If-Match", "").strip('"') or request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def context_of(page: Page, key: str = "", **more: Any) -> dict[str, Any]:
    """Return what the editor's parts need; `key` names the block whose settings are open."""
    rows = placed(page.blocks)
    open_one = next((one for one in rows if one.key == key), None)
    now = timezone.now()
    return {
        "page": page,
        "rows": [(one, blocks.get(one.kind), made(one).summary()) for one in rows],
        "palette": list(blocks),
        "key": open_one.key if open_one else "",
        "opened": blocks.get(open_one.kind) if open_one else None,
        "form": settings_form(blocks.get(open_one.kind), open_one.settings) if open_one else None,
        "page_form": PageForm(page),
        "picture_form": PictureForm(auto_id="picture_%s"),
        "schedule_form": ScheduleForm(
            initial={"publish_at": page.publish_at, "unpublish_at": page.unpublish_at}
        ),
        "is_live": page.is_live(now),
        "is_ahead": not page.versions.exists() or _is_ahead(page),
        **more,
    }


def settings_form(block: type[Block], settings: Any, *, is_sent: bool = False) -> forms.Form:
    """Return a block's form, filled with what is stored, or with what was sent."""
    if is_sent:
        return block.Settings(settings, prefix="s")
    return block.Settings(initial=settings, prefix="s")


def answer(
    request: HtmxRequest,
    page: Page,
    key: str = "",
    *,
    parts: tuple[str, ...] = PARTS,
    in_place: bool = True,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Answer htmx with the named parts; send others to the editor.

    The first part takes the place of what htmx swaps, unless not `in_place`: then each finds its
    own, and what somebody is typing into stays untouched.
    """
    if not wants_fragment(request):
        return redirect(editor_url(page, key))
    context = context_of(page, key, **more) | {"parts": parts, "in_place": in_place}
    response = render(request, PARTS_TEMPLATE, context, status=status)
    if not in_place:
        response["HX-Reswap"] = "none"
    return response


def editor_url(page: Page, key: str = "") -> str:
    return reverse("pages:edit", args=[page.pk]) + (f"?bloco={key}" if key else "")


def edits(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the page instead of its id, and say a refusal where the editor shows it."""

    @wraps(view)
    def checked(request: HtmxRequest, pk: int, **kwargs: Any) -> HttpResponse:
        page = get_object_or_404(Page, pk=pk)
        try:
            return view(request, page, **kwargs)
        except Refusal as refusal:
            return refused(request, page, refusal, kwargs.get("key", ""))

    return checked


def refused(request: HtmxRequest, page: Page, refusal: Refusal, key: str = "") -> HttpResponse:
    """Say why not. Nothing that was typed is replaced; a conflict offers to save on top."""
    page.refresh_from_db()
    if not wants_fragment(request):
        messages.error(request, str(refusal))
        context = context_of(page, key)
        status = refusal.status
        return render(request, "storefront/builder/editor.html", context, status=status)
    is_conflict = isinstance(refusal, EditedMeanwhile)
    context = context_of(page, key, refusal=refusal, is_conflict=is_conflict)
    context |= {"parts": ("state",), "in_place": True}
    response = render(request, PARTS_TEMPLATE, context, status=refusal.status)
    response["HX-Retarget"], response["HX-Reswap"] = "#page-state", "outerHTML"
    return response


def _is_ahead(page: Page) -> bool:
    """Does the draft hold something that visitors do not see?"""
    shown = page.versions.filter(number=page.scheduled_number or page.published_number).first()
    return shown is None or shown.content() != page.content()
