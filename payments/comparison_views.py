"""The console's report of what differs between the gateways and our ledger."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from payments import comparisons
from payments.providers import reconcile
from payments.providers.access import own_kinds


@require_safe
@require_permission("payments.review")
def comparison_list(request: HtmxRequest) -> HttpResponse:
    """What differs, by day, the latest first."""
    context = {
        "days": comparisons.days(),
        "shown": comparisons.SHOWN_LINES,
        "can_compare": bool(own_kinds()),
        "is_comparing": reconcile.is_comparing(),
    }
    page, part = "payments/comparison_list.html", "payments/_comparisons.html"
    return render_page(request, page, part, context)


@require_POST
@require_permission("payments.review")
def compare_now(request: HtmxRequest) -> HttpResponse:
    """Have the last days compared by a worker; a repeat while it works changes nothing."""
    reconcile.schedule_now()
    messages.success(request, _("We are asking the gateways. This page shows it in a moment."))
    return go_to(request, reverse("payments:comparisons"))


@require_safe
@require_permission("payments.review")
def comparison_csv(request: HtmxRequest) -> HttpResponse:
    response = HttpResponse(comparisons.as_csv(), content_type="text/csv; charset=utf-8")
    name = f"{_('reconciliation')}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
