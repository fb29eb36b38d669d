"""The editor: the page's blocks, their settings, its words, and what it will look like."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.errors import PictureRefused
from flowt import limits
from flowt.browser_rules import frames_ours, may_be_framed
from flowt.htmx import HtmxRequest, wants_fragment
from flowt.permissions import require_permission
from storefront.blocks import blocks, placed
from storefront.builder import showing
from storefront.builder.forms import AddForm, PageForm, PictureForm
from storefront.builder.models import Page
from storefront.builder.operations import drafts
from storefront.builder.operations.pictures import add_page_picture
from storefront.builder.views.answers import (
    PARTS_TEMPLATE,
    answer,
    context_of,
    edits,
    revision_of,
    settings_form,
)
from storefront.pages import render_public


@require_safe
@require_permission("pages.view")
def page_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    """The editor; `bloco` names the block whose settings are open. htmx gets these alone."""
    page = get_object_or_404(Page, pk=pk)
    key = request.GET.get("bloco", "")
    if wants_fragment(request):
        return answer(request, page, key)
    return frames_ours(render(request, "storefront/builder/editor.html", context_of(page, key)))


@require_safe
@require_permission("pages.view")
def page_preview(request: HtmxRequest, pk: int) -> HttpResponse:
    """The draft as visitors would see it, for the editor's frame. `versao` shows an older one."""
    page = get_object_or_404(Page, pk=pk)
    number = request.GET.get("versao", "")
    content: Any = page
    if number:
        known = number.isascii() and number.isdigit() and len(number) < 9
        content = get_object_or_404(page.versions, number=number if known else 0)
    scene = showing.scene_of(request, page, content.blocks, timezone.now(), is_preview=True)
    context = showing.context_of(scene, content)
    return may_be_framed(render_public(request, "storefront/page.html", context))


@require_POST
@require_permission("pages.edit")
@edits
def page_describe(request: HtmxRequest, page: Page) -> HttpResponse:
    """Name, address, goal, title and description."""
    form = PageForm(page, request.POST)
    if not form.is_valid():
        return _invalid(request, page, page_form=form)
    page = drafts.describe_page(page, **_asked(request), **form.cleaned_data)
    return answer(request, page, parts=("state",), in_place=False)


@require_POST
@require_permission("pages.edit")
@edits
def block_add(request: HtmxRequest, page: Page) -> HttpResponse:
    """A new block, at the end or where it was dropped; its settings open."""
    form = AddForm(request.POST)
    if not form.is_valid() or form.cleaned_data["kind"] not in blocks:
        raise Http404
    page, key = drafts.add_block(page, **form.cleaned_data, **_asked(request))
    return answer(request, page, key)


@require_POST
@require_permission("pages.edit")
@edits
def block_change(request: HtmxRequest, page: Page, key: str) -> HttpResponse:
    """The settings of a block, as they are typed. What is not right yet is said, not swapped."""
    one = next((one for one in placed(page.blocks) if one.key == key), None)
    if one is None:
        raise Http404
    form = settings_form(blocks.get(one.kind), request.POST, is_sent=True)
    if not form.is_valid():
        return _invalid(request, page, key, form=form)
    page = drafts.change_block(page, key=key, settings=form.cleaned_data, **_asked(request))
    if "autosave" in request.POST:
        return answer(request, page, key, parts=("state", "blocks"), in_place=False)
    return answer(request, page, key)


@require_POST
@require_permission("pages.edit")
@edits
def block_arrange(request: HtmxRequest, page: Page) -> HttpResponse:
    """The blocks in the order they were dragged into."""
    page = drafts.arrange_blocks(page, keys=request.POST.getlist("ids"), **_asked(request))
    return answer(request, page, request.POST.get("open", ""), parts=("blocks", "state"))


@require_POST
@require_permission("pages.edit")
@edits
def block_move(request: HtmxRequest, page: Page, key: str) -> HttpResponse:
    """One place up or down, for the keyboard and without scripts."""
    by = -1 if request.POST.get("by") == "-1" else 1
    asked = {name: value for name, value in _asked(request).items() if name != "over"}
    page = drafts.move_block(page, key=key, by=by, **asked)
    return answer(request, page, key)


@require_POST
@require_permission("pages.edit")
@edits
def block_copy(request: HtmxRequest, page: Page, key: str) -> HttpResponse:
    page, made = drafts.copy_block(page, key=key, revision=revision_of(request), actor=request.user)
    return answer(request, page, made)


@require_POST
@require_permission("pages.edit")
@edits
def block_remove(request: HtmxRequest, page: Page, key: str) -> HttpResponse:
    page = drafts.remove_block(page, key=key, revision=revision_of(request), actor=request.user)
    return answer(request, page)


@require_POST
@require_permission("pages.edit")
@edits
def picture_add(request: HtmxRequest, page: Page) -> HttpResponse:
    """A picture for the library; the open block shows it at once."""
    limits.guard("upload.picture", str(request.user.pk))
    form = PictureForm(request.POST, request.FILES, auto_id="picture_%s")
    key = request.POST.get("key", "")
    if not form.is_valid():
        return _invalid(request, page, key, picture_form=form)
    try:
        picture = add_page_picture(
            form.cleaned_data["file"], alt=form.cleaned_data["alt"], actor=request.user
        )
    except PictureRefused as refusal:
        form.add_error("file", str(refusal))
        return _invalid(request, page, key, picture_form=form)
    page = _with_picture(request, page, key, picture.pk)
    return answer(request, page, key)


def _asked(request: HtmxRequest) -> dict[str, Any]:
    return {
        "revision": revision_of(request),
        "actor": request.user,
        "over": request.POST.get("over") == "1",
    }


def _invalid(request: HtmxRequest, page: Page, key: str = "", **forms: Any) -> HttpResponse:
    """Say what is wrong: beside the fields, or only in words while somebody still types."""
    if "autosave" in request.POST and wants_fragment(request):
        (wrong,) = forms.values()
        name, sentences = next(iter(wrong.errors.items()))
        label = wrong.fields[name].label if name in wrong.fields else ""
        text = _("Not saved yet. %(label)s: %(sentence)s")
        trouble = text % {"label": label, "sentence": sentences[0]}
        return answer(
            request, page, key, parts=("state",), in_place=False, status=422, trouble=trouble
        )
    context = context_of(page, key, **forms)
    if not wants_fragment(request):
        response = render(request, "storefront/builder/editor.html", context, status=422)
        return frames_ours(response)
    context |= {"parts": ("panel",), "in_place": True}
    response = render(request, PARTS_TEMPLATE, context, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#page-panel", "outerHTML"
    return response


def _with_picture(request: HtmxRequest, page: Page, key: str, number: int) -> Page:
    one = next((one for one in placed(page.blocks) if one.key == key), None)
    if one is None:
        return page
    settings = dict(one.settings)
    if "pictures" in settings:
        chosen = [*settings["pictures"], number]
        settings["pictures"] = list(dict.fromkeys(chosen))[-12:]
    elif "picture" in settings:
        settings |= {"picture": number} | ({"source": "own"} if "source" in settings else {})
    return drafts.change_block(page, key=key, settings=settings, **_asked(request))
