"""Console pages of leads: the list, one lead, the file."""

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.htmx import HtmxRequest, render_page
from flowt.permissions import require_permission
from leads import selectors
from leads.export import rows_as_csv
from leads.forms import FilterForm, MoveForm
from leads.models import Lead
from leads.operations import move_lead


@require_safe
@require_permission("leads.view")
def lead_list(request: HtmxRequest) -> HttpResponse:
    """Search, filters, pages."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = Paginator(selectors.search(wanted), selectors.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "wanted": wanted}
    return render_page(request, "leads/lead_list.html", "leads/_lead_list.html", context)


@require_safe
@require_permission("leads.export")
def lead_export(request: HtmxRequest) -> StreamingHttpResponse:
    """The list as CSV, with the filters of the page."""
    rows = rows_as_csv(selectors.search(FilterForm(request.GET).wanted()))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"{_('contacts')}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@require_permission("leads.view")
def lead_detail(request: HtmxRequest, pk: int) -> HttpResponse:
    lead = get_object_or_404(Lead.objects.select_related("consent_text", "consent"), pk=pk)
    return render(request, "leads/lead_detail.html", {"lead": lead, "statuses": Lead.Status})


@require_POST
@require_permission("leads.edit")
def lead_move(request: HtmxRequest, pk: int) -> HttpResponse:
    """Say what became of it."""
    lead = get_object_or_404(Lead, pk=pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        lead = move_lead(lead, **form.cleaned_data, actor=request.user)
    return redirect(lead)
