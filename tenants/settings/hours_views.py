"""Opening hours: the week, special dates, and how the next seven days will look."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission
from tenants.errors import RangesOverlap
from tenants.hours import Range
from tenants.models import OpeningException, Tenant
from tenants.selectors import build_schedule
from tenants.settings import operations
from tenants.settings.hours_form import ClockForm, ExceptionForm, Week
from tenants.settings.sections import next_week
from tenants.settings.views import saved, show


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def hours(request: HtmxRequest) -> HttpResponse:
    """Edit the week. A button named `do` changes the draft on the page and stores nothing."""
    if request.method != "POST":
        return show(request, "hours", _context(request.tenant))
    week, clock = Week.typed(request.POST), ClockForm(request.POST, tenant=request.tenant)
    if "do" in request.POST:
        week.do(request.POST["do"])
        week.is_valid()
        return show(request, "hours", _context(request.tenant, week, clock) | {"is_draft": True})
    if not (week.is_valid() & clock.is_valid()):
        return show(request, "hours", _context(request.tenant, week, clock), status=422)
    request.tenant = operations.change_hours(
        request.tenant, week=week.cleaned(), actor=request.user, **clock.cleaned_data
    )
    timezone.activate(request.tenant.time_zone)
    return saved(request, "hours", _context(request.tenant), _("Opening hours saved."))


@require_POST
@require_permission("settings.edit")
def date_add(request: HtmxRequest) -> HttpResponse:
    """Give one date hours of its own, or close it."""
    form = ExceptionForm(request.POST)
    if form.is_valid():
        try:
            operations.add_exception(request.tenant, actor=request.user, **form.cleaned_data)
        except RangesOverlap as refusal:
            form.add_error("on", str(refusal))
        else:
            return saved(request, "hours", _context(request.tenant), _("Special date added."))
    context = _context(request.tenant) | {"date_form": form}
    return show(request, "hours", context, status=422)


@require_POST
@require_permission("settings.edit")
def date_remove(request: HtmxRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OpeningException, pk=pk, tenant_id=request.tenant.pk)
    operations.remove_exception(row, actor=request.user)
    return saved(request, "hours", _context(request.tenant), _("Special date removed."))


def _context(
    tenant: Tenant, week: Week | None = None, clock: ClockForm | None = None
) -> dict[str, Any]:
    schedule = build_schedule(tenant)
    if week is not None and not any(day.error for day in week.days):
        typed = week.cleaned()
        drafted = tuple(tuple(Range(*times) for times in typed[day]) for day in range(7))
        schedule = replace(schedule, week=drafted)
    dates = OpeningException.objects.filter(tenant=tenant, on__gte=timezone.localdate())
    return {
        "week": week or Week.stored(tenant),
        "clock_form": clock or ClockForm(tenant=tenant),
        "date_form": ExceptionForm(),
        "dates": dates,
        "preview": next_week(schedule),
    }
