"""Errors of our own, by kind and day."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tenants.utils import get_tenant_model

from flowt.htmx import HtmxRequest, render_page
from flowt.operation import alerts, charts, selectors
from flowt.operation.forms import FaultsForm
from flowt.operation.models import Fault
from flowt.permissions import require_permission

PER_PAGE = 30
DETAIL_DAYS = 30


@require_safe
@require_permission("console.operation")
def errors(request: HtmxRequest) -> HttpResponse:
    """Every kind that happened in the period, with its days, its band and whom it met."""
    form = FaultsForm(request.GET)
    wanted = form.wanted()
    found = selectors.find_faults(q=wanted["q"], days=wanted["days"])
    page = Paginator(selectors.sorted_faults(found, wanted["sort"]), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = selectors.fault_rows(list(page.object_list), wanted["days"])
    days = selectors.faults_by_day(wanted["days"])
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "rows": [(row, charts.bars(row.counts, row.counts, width=120)) for row in rows],
        "chart": charts.bars([n for _, n in days], [day for day, _ in days]),
        "today": days[-1][1],
        "total": sum(n for _, n in days),
        "rising": alerts.open_alerts(),
        "rule": {"days": alerts.DAYS, "width": alerts.WIDTH, "least": alerts.LEAST},
    }
    page_name, part = "flowt/operation/errors.html", "flowt/operation/_errors.html"
    return render_page(request, page_name, part, context)


@require_safe
@require_permission("console.operation")
def error(request: HtmxRequest, pk: int) -> HttpResponse:
    """One kind: its days, the businesses it met, and the last sample."""
    fault = get_object_or_404(Fault, pk=pk)
    (row,) = selectors.fault_rows([fault], DETAIL_DAYS)
    days = selectors.days_until(timezone.now().date(), DETAIL_DAYS)
    tenants = selectors.tenants_of(fault, DETAIL_DAYS)
    context = {
        "fault": fault,
        "row": row,
        "chart": charts.bars(row.counts, days),
        "tenants": tenants,
        "sample_of": get_tenant_model().objects.filter(pk=fault.sample_tenant_id).first(),
        "alert": alerts.newest(fault),
    }
    return render(request, "flowt/operation/error.html", context)
