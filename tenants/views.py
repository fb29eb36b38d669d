"""The main host's own page. A tenant's settings are in `tenants.settings.views`."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from flowt.htmx import HtmxRequest
from flowt.permissions import public
from tenants.models import Tenant
from tenants.selectors import public_url

DEMO_NICHES: dict[str, str | Promise] = {
    Tenant.Niche.RESTAURANT: _("Restaurant with tables, delivery and pick-up"),
    Tenant.Niche.DISTRIBUTOR: _("Distributor that sells to businesses"),
    Tenant.Niche.SERVICES: _("Services sold by package and by hour"),
    Tenant.Niche.UTILITY: _("Energy plans for homes and companies"),
}


@dataclass(frozen=True)
class Demo:
    tenant: Tenant
    text: str | Promise
    url: str


@require_safe
@public(scope="any")
def landing(request: HtmxRequest) -> HttpResponse:
    """What Flowt is; in a demo installation, also the way into its businesses."""
    demos: list[Demo] = []
    if settings.FLOWT_DEMO:
        found = Tenant.objects.active().filter(slug__in=("cantina", "aurora", "studio", "luz"))
        demos = [
            Demo(one, DEMO_NICHES.get(one.niche, one.tagline), public_url(one, "/"))
            for one in found.order_by("pk")
        ]
    return render(request, "tenants/landing.html", {"demos": demos})
