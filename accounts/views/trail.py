"""The audit trail of one business."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.forms import TrailForm
from accounts.trail import read_line
from flowt.audit.models import AuditEntry
from flowt.audit.selectors import search_trail, trail_page
from flowt.htmx import HtmxRequest, render_page
from flowt.permissions import require_permission


@require_safe
@require_permission("audit.view")
def audit(request: HtmxRequest) -> HttpResponse:
    """Who changed what, searched by area, person, target and period."""
    context = trail_context(request, AuditEntry.objects.of_tenant(request.tenant.pk))
    return render_page(request, "accounts/audit.html", "accounts/_trail.html", context)


def trail_context(request: Any, entries: QuerySet[AuditEntry]) -> dict[str, Any]:
    """What the list of the trail needs, for this page and for the global console's."""
    form = TrailForm(request.GET)
    after = request.GET.get("after", "")
    page = trail_page(
        search_trail(entries, **form.wanted()),
        after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None,
    )
    return {
        "form": form,
        "lines": [read_line(entry) for entry in page.entries],
        "older": page.older,
        "is_first": not after,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
