"""The list of pages, new ones, and what visitors see of them: publishing, schedule, versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.slugs import free_slug
from flowt.browser_rules import frames_ours
from flowt.errors import Refusal
from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission
from leads.selectors import counts_by_path
from storefront.builder import templates
from storefront.builder.errors import WelcomeExists
from storefront.builder.forms import NewPageForm, ScheduleForm
from storefront.builder.models import Page, PageRedirect
from storefront.builder.operations import drafts, versions
from storefront.builder.views.answers import editor_url, edits


@require_safe
@require_permission("pages.view")
def page_list(request: HtmxRequest) -> HttpResponse:
    """Every page with its state and what it brought."""
    query = request.GET.get("q", "").strip()[:80]
    pages = Page.objects.filter(name__icontains=query) if query else Page.objects.all()
    leads, now = counts_by_path(), timezone.now()
    rows = [(page, page.is_live(now), leads.get(page.get_absolute_url(), 0)) for page in pages]
    return render(request, "storefront/builder/list.html", {"rows": rows, "query": query})


@require_http_methods(["GET", "POST"])
@require_permission("pages.edit")
def page_new(request: HtmxRequest) -> HttpResponse:
    """A new page, from a ready one or empty."""
    form = NewPageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ready = templates.get(form.cleaned_data["template"])
        name = form.cleaned_data["name"]
        try:
            page = drafts.create_page(
                name=name,
                slug=_free_slug(name),
                kind=ready.kind,
                goal=ready.goal,
                content=templates.content(ready),
                actor=request.user,
            )
        except WelcomeExists as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(editor_url(page))
    shelves = templates.shelves(request.tenant.niche)
    context = {"form": form, "shelves": shelves, "chosen": form["template"].value() or ""}
    return render(
        request, "storefront/builder/new.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@require_permission("pages.publish")
@edits
def page_publish(request: HtmxRequest, page: Page) -> HttpResponse:
    page = versions.publish_page(page, actor=request.user)
    messages.success(request, _("“%(name)s” is published.") % {"name": page.name})
    return redirect(editor_url(page))


@require_POST
@require_permission("pages.publish")
@edits
def page_unpublish(request: HtmxRequest, page: Page) -> HttpResponse:
    page = versions.unpublish_page(page, actor=request.user)
    messages.success(request, _("“%(name)s” was taken down.") % {"name": page.name})
    return redirect(editor_url(page))


@require_http_methods(["GET", "POST"])
@require_permission("pages.publish")
def page_schedule(request: HtmxRequest, pk: int) -> HttpResponse:
    """When the page is shown, and until when."""
    page = get_object_or_404(Page, pk=pk)
    now = {"publish_at": page.publish_at, "unpublish_at": page.unpublish_at}
    form = ScheduleForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            page = versions.schedule_page(page, **form.times(), actor=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The times were saved."))
            return redirect(editor_url(page))
    context = {"page": page, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "storefront/builder/schedule.html", context, status=status)


@require_safe
@require_permission("pages.view")
def page_versions(request: HtmxRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=pk)
    shown = page.number_at(timezone.now()) if page.is_live(timezone.now()) else None
    number = request.GET.get("versao", "")
    looked_at = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else None
    context = {
        "page": page,
        "versions": page.versions.all()[:100],
        "shown": shown,
        "looked_at": looked_at,
    }
    return frames_ours(render(request, "storefront/builder/versions.html", context))


@require_POST
@require_permission("pages.publish")
def page_restore(request: HtmxRequest, pk: int, number: int) -> HttpResponse:
    """Go back to an older version."""
    page = get_object_or_404(Page, pk=pk)
    get_object_or_404(page.versions, number=number)
    page = versions.restore_version(page, number=number, actor=request.user)
    messages.success(request, _("Version %(number)s is back.") % {"number": number})
    return redirect(editor_url(page))


@require_POST
@require_permission("pages.edit")
def page_duplicate(request: HtmxRequest, pk: int) -> HttpResponse:
    copy = drafts.duplicate_page(get_object_or_404(Page, pk=pk), actor=request.user)
    messages.success(request, _("The page “%(name)s” was made.") % {"name": copy.name})
    return redirect(editor_url(copy))


@require_http_methods(["GET", "POST"])
@require_permission("pages.publish")
def page_delete(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask once more, then delete a page that nobody sees."""
    page = get_object_or_404(Page, pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            versions.delete_page(page, actor=request.user)
        except Refusal as error:
            refusal = str(error)
        else:
            messages.success(request, _("The page “%(name)s” was deleted.") % {"name": page.name})
            return redirect(reverse("pages:list"))
    context = {"page": page, "refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "storefront/builder/delete.html", context, status=status)


def _free_slug(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "pagina"
    taken = set(Page.objects.values_list("slug", flat=True))
    return free_slug(base, taken | set(PageRedirect.objects.values_list("slug", flat=True)))
