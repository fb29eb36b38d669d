"""Due work of all businesses: how far behind it is, and what was given up."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_tenants.utils import get_tenant_model

from flowt.due.models import DeadLetter
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.operation import letters as operations
from flowt.operation import selectors
from flowt.operation.forms import DiscardForm, LettersForm
from flowt.permissions import require_permission
from flowt.redaction import redact

PER_PAGE = 50


@require_safe
@require_permission("console.operation")
def queue(request: HtmxRequest) -> HttpResponse:
    """Each kind of work: what is ready, at work, scheduled, tried again, parked or given up."""
    context = {"queue": selectors.queue()}
    page, part = "flowt/operation/queue.html", "flowt/operation/_queue.html"
    return render_page(request, page, part, context)


@require_safe
@require_permission("console.operation")
def letters(request: HtmxRequest) -> HttpResponse:
    """The work that was given up: searched, and chosen to be tried again or discarded."""
    wanted, found = _found(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    tenants = get_tenant_model().objects.in_bulk({one.tenant_id for one in page.object_list})
    rows = [
        {"letter": one, "tenant": tenants.get(one.tenant_id), "error": redact(one.last_error)}
        for one in page.object_list
    ]
    context = {
        "wanted": wanted,
        "page": page,
        "rows": rows,
        "kinds": operations.kinds(),
        "at_once": operations.AT_ONCE,
    }
    page_name, part = "flowt/operation/letters.html", "flowt/operation/_letters.html"
    return render_page(request, page_name, part, context)


@require_safe
@require_permission("console.operation")
def letter(request: HtmxRequest, pk: int) -> HttpResponse:
    """One given-up job: what it was about, and why it failed, without personal data."""
    found = get_object_or_404(DeadLetter, pk=pk)
    context = {
        "letter": found,
        "business": get_tenant_model().objects.filter(pk=found.tenant_id).first(),
        "error": redact(found.last_error),
        "inside": operations.look_into(found),
    }
    return render(request, "flowt/operation/letter.html", context)


@require_POST
@require_permission("console.letters")
def retry(request: HtmxRequest) -> HttpResponse:
    """Queue the chosen jobs again."""
    count = operations.retry_letters(_chosen(request), actor=request.user)
    text = ngettext("%(n)s job is queued again.", "%(n)s jobs are queued again.", count)
    messages.success(request, text % {"n": count})
    return go_to(request, reverse("operation:letters"))


@require_POST
@require_permission("console.letters")
def discard(request: HtmxRequest) -> HttpResponse:
    """Ask why, then drop the chosen jobs for good."""
    ids = _chosen(request)
    form = DiscardForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        count = operations.discard_letters(ids, reason=reason, actor=request.user)
        text = ngettext("%(n)s job was discarded.", "%(n)s jobs were discarded.", count)
        messages.success(request, text % {"n": count})
        return go_to(request, reverse("operation:letters"))
    context = {"form": form, "ids": ids}
    status = 422 if form.is_bound else 200
    return render(request, "flowt/operation/letters_discard.html", context, status=status)


def _found(request: HtmxRequest) -> tuple[dict[str, str], Any]:
    source = request.POST if request.method == "POST" else request.GET
    wanted = LettersForm(source).wanted()
    tenant_id = None
    if wanted["business"]:
        business = get_tenant_model().objects.filter(slug=wanted["business"]).first()
        tenant_id = business.pk if business else 0
    found = operations.find_letters(q=wanted["q"], kind=wanted["kind"], tenant_id=tenant_id)
    return wanted, found


def _chosen(request: HtmxRequest) -> list[int]:
    """The ids that were ticked, or all that fit the search, up to a thousand."""
    if request.POST.get("all"):
        return list(_found(request)[1].values_list("pk", flat=True)[: operations.AT_ONCE])
    given = request.POST.getlist("ids")[: operations.AT_ONCE]
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19]
