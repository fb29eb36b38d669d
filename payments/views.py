"""The console's pages of payments: what came in, and the ways in which it may come."""

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from payments import selectors
from payments.brcode import BadBrCode
from payments.drawing import brcode_svg
from payments.errors import GatewayIncomplete
from payments.forms import settings_form
from payments.gateways import Ask, gateways
from payments.models import Payment
from payments.operations import configure_gateway, order_gateways
from payments.providers.webhook import last_received
from payments.purposes import purposes_of

MOST_LISTED = 1_000  # older ones stand with their orders
TEST_AMOUNT = Decimal("1.00")


@require_safe
@require_permission("payments.view")
def payment_list(request: HtmxRequest) -> HttpResponse:
    """Recent payments, each with its ledger."""
    status = request.GET.get("status", "")
    rows = Payment.objects.order_by("-id").prefetch_related("ledger")
    if status in Payment.Status.values:
        rows = rows.filter(status=status)
    page = Paginator(rows[:MOST_LISTED], 30).get_page(request.GET.get("page"))
    known = purposes_of(payment.reference for payment in page.object_list)
    context = {
        "page": page,
        "status": status,
        "statuses": Payment.Status.choices,
        "rows": [
            (payment, selectors.standing_of(payment), known[payment.reference])
            for payment in page.object_list
        ],
        "totals": selectors.totals_today(),
    }
    return render_page(
        request, "payments/payment_list.html", "payments/_payment_list.html", context
    )


@require_safe
@require_permission("payments.view")
def gateway_list(request: HtmxRequest) -> HttpResponse:
    """Every way of paying, and whether customers may choose it."""
    context = {"states": selectors.states()}
    return render_page(request, "payments/gateway_list.html", "payments/_gateways.html", context)


@require_http_methods(["GET", "POST"])
@require_permission("payments.configure")
def gateway_edit(request: HtmxRequest, kind: str) -> HttpResponse:
    """One gateway's own settings, drawn from its form."""
    state = _state(kind)
    form = settings_form(
        state.gateway,
        is_enabled=state.is_enabled,
        data=request.POST if request.method == "POST" else None,
        files=request.FILES if request.method == "POST" else None,
        tenant=request.tenant,
    )
    if form.is_valid():
        values = dict(form.cleaned_data)
        is_enabled = values.pop("is_enabled")
        try:
            configure_gateway(kind, is_enabled=is_enabled, settings=values, actor=request.user)
        except GatewayIncomplete as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            stays = state.gateway.slot == "pix" or state.gateway.can_be_tried  # at once
            return go_to(request, request.path if stays else reverse("payments:gateways"))
    context = {"state": state, "form": form, "last_notice": last_received(kind)}
    status = 422 if form.is_bound else 200
    return render_page(
        request, "payments/gateway_edit.html", "payments/_gateway_form.html", context, status
    )


@require_safe
@require_permission("payments.configure")
def pix_preview(request: HtmxRequest) -> HttpResponse:
    """A real code for one real, so that the owner can see where the money would go."""
    gateway = _state("pix").gateway
    if not gateway.is_complete:
        raise Http404
    ask = Ask(key="test", reference="test", amount=TEST_AMOUNT, currency="BRL", description="TESTE")
    try:
        code = gateway.begin(ask).instructions["brcode"]
    except (BadBrCode, Refusal):
        raise Http404 from None
    if request.GET.get("formato") == "texto":
        return HttpResponse(code, content_type="text/plain; charset=utf-8")
    response = HttpResponse(brcode_svg(code), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@require_permission("payments.configure")
def gateway_order(request: HtmxRequest) -> HttpResponse:
    """The order in which customers see the ways of paying."""
    kinds = request.POST.getlist("ids")
    order_gateways(kinds, actor=request.user)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("payments:gateways")


def _state(kind: str) -> selectors.GatewayState:
    if kind not in gateways:
        raise Http404
    return next(one for one in selectors.states() if one.gateway.kind == kind)
