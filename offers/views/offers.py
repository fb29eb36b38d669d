"""The console's pages of offers: the list, one offer, and what may be done with them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from flowt.tenancy import current_tenant
from offers import listing
from offers.export import offers_as_csv
from offers.models import Offer
from offers.operations import editing, publishing
from offers.selectors import rule_of
from offers.wording import condition_words


@require_safe
@require_permission("offers.view")
def offer_list(request: HtmxRequest) -> HttpResponse:
    """All offers: search, filters, sorting, pages."""
    form = listing.FilterForm(request.GET)
    sort = request.GET.get("sort", listing.DEFAULT_SORT)
    paginator = Paginator(listing.search(form.wanted, sort), listing.PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    lines = listing.lines_of(page.object_list)
    context = {"form": form, "wanted": form.wanted, "page": page, "lines": lines, "sort": sort}
    return render_page(request, "offers/offer_list.html", "offers/_offer_list.html", context)


@require_safe
@require_permission("offers.export")
def offer_export(request: HtmxRequest) -> StreamingHttpResponse:
    """The list as CSV, with the filters of the page."""
    rows = offers_as_csv(listing.search(listing.FilterForm(request.GET).wanted))
    return as_csv(rows, _("offers"))


@require_POST
@require_permission("offers.edit")
def offer_bulk(request: HtmxRequest) -> HttpResponse:
    """Pause the chosen ones."""
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit()]
    chosen = Offer.objects.filter(pk__in=[pk for pk in ids if pk < 2**63])
    paused = len(publishing.pause_offers(chosen, actor=request.user))
    text = ngettext("%(count)s offer paused.", "%(count)s offers paused.", paused)
    messages.success(request, text % {"count": paused})
    return go_to(request, reverse("offers:list"))


@require_safe
@require_permission("offers.view")
def offer_detail(request: HtmxRequest, pk: int) -> HttpResponse:
    """One offer: its terms, and what it came to so far."""
    offer = get_object_or_404(Offer, pk=pk)
    context = {**about(offer), "at": "terms", "conditions": condition_words(offer)}
    return render_page(request, "offers/offer_detail.html", "offers/_offer.html", context)


@require_POST
@require_permission("offers.edit")
def offer_publish(request: HtmxRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(Offer, pk=pk)
    try:
        offer = publishing.publish_offer(offer, actor=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is published.") % {"name": offer.name})
    return go_to(request, address_of(offer))


@require_POST
@require_permission("offers.edit")
def offer_pause(request: HtmxRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(Offer, pk=pk)
    publishing.pause_offers([offer], actor=request.user)
    messages.success(request, _("“%(name)s” is paused.") % {"name": offer.name})
    return go_to(request, address_of(offer))


@require_POST
@require_permission("offers.edit")
def offer_end(request: HtmxRequest, pk: int) -> HttpResponse:
    offer = publishing.end_offer(get_object_or_404(Offer, pk=pk), actor=request.user)
    messages.success(request, _("“%(name)s” has ended.") % {"name": offer.name})
    return go_to(request, address_of(offer))


@require_POST
@require_permission("offers.edit")
def offer_delete(request: HtmxRequest, pk: int) -> HttpResponse:
    """A draft goes for good."""
    offer = get_object_or_404(Offer, pk=pk)
    try:
        editing.delete_offer(offer, actor=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go_to(request, address_of(offer))
    messages.success(request, _("“%(name)s” was deleted.") % {"name": offer.name})
    return go_to(request, reverse("offers:list"))


@require_POST
@require_permission("offers.edit")
def offer_duplicate(request: HtmxRequest, pk: int) -> HttpResponse:
    """A draft of the same terms, opened at once."""
    copy = editing.duplicate_offer(get_object_or_404(Offer, pk=pk), actor=request.user)
    messages.success(request, _("This is the copy, a draft. Give it its own dates and name."))
    return redirect("offers:edit", copy.pk)


def about(offer: Offer) -> dict[str, Any]:
    """What every page of one offer shows of it."""
    line = listing.lines_of([offer])[0]
    return {
        "offer": offer,
        "line": line,
        "gives": line.gives,
        "each": line.given / line.uses if line.uses else line.given,
        "is_known": rule_of(offer, current_tenant().currency) is not None,
    }


def address_of(offer: Offer) -> str:
    return reverse("offers:detail", args=[offer.pk])


def as_csv(rows: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
