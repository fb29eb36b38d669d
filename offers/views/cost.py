"""What the last thirty days would have cost, before anybody publishes anything."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from flowt import limits
from flowt.htmx import HtmxRequest, render_page, wants_fragment
from flowt.operation.charts import bars
from flowt.permissions import require_permission
from offers.costing import DAYS, cost_of
from offers.models import Offer
from offers.views.offers import about


@require_safe
@require_permission("offers.view")
def offer_cost(request: HtmxRequest, pk: int) -> HttpResponse:
    """The page asks for its figures by itself; without a script there is a link to them."""
    offer = get_object_or_404(Offer, pk=pk)
    cost, is_asked = None, wants_fragment(request) or "calcular" in request.GET
    if is_asked:
        limits.guard("offers.cost", str(request.user.pk))
        cost = cost_of(offer, now=timezone.now())
    context = {**about(offer), "at": "cost", "cost": cost, "is_asked": is_asked, "days": DAYS}
    if cost is not None:
        days, amounts = zip(*cost.by_day, strict=True)
        context["chart"] = bars([float(amount) for amount in amounts], days)
    return render_page(request, "offers/offer_cost.html", "offers/_cost.html", context)
