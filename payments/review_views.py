"""The console's pages of what a person decides about."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from payments.models import PixReceipt, PixRefund
from payments.psp import review

ASKED = ("charge__payment", "hosted__payment")


@require_safe
@require_permission("payments.review")
def review_list(request: HtmxRequest) -> HttpResponse:
    """Payments that do not fit, and refunds that did not leave."""
    return render_page(request, "payments/review_list.html", "payments/_review.html", _shown())


@require_POST
@require_permission("payments.review")
def review_accept(request: HtmxRequest, pk: int) -> HttpResponse:
    receipt = get_object_or_404(PixReceipt.objects.select_related(*ASKED), pk=pk)
    return _decide(request, lambda: review.accept(receipt, actor=request.user), receipt=pk)


@require_POST
@require_permission("payments.review")
def review_send_back(request: HtmxRequest, pk: int) -> HttpResponse:
    receipt = get_object_or_404(PixReceipt.objects.select_related(*ASKED), pk=pk)
    return _decide(request, lambda: review.send_back(receipt, actor=request.user), receipt=pk)


@require_POST
@require_permission("payments.review")
def refund_retry(request: HtmxRequest, pk: int) -> HttpResponse:
    refund = get_object_or_404(PixRefund, pk=pk)
    return _decide(request, lambda: review.retry_refund(refund, actor=request.user), refund=pk)


@require_POST
@require_permission("payments.review")
def refund_by_hand(request: HtmxRequest, pk: int) -> HttpResponse:
    refund = get_object_or_404(PixRefund, pk=pk)
    return _decide(request, lambda: review.settle_by_hand(refund, actor=request.user), refund=pk)


def _decide(
    request: HtmxRequest, act: Callable[[], Any], *, receipt: int = 0, refund: int = 0
) -> HttpResponse:
    """Do it, and show the list anew; a refusal says in its row why nothing changed."""
    try:
        act()
    except Refusal as refusal:
        shown = _shown()
        rows = {one.receipt.pk for one in shown["cases"]}, {one.pk for one in shown["failed"]}
        refused = {
            "refused_receipt": receipt if receipt in rows[0] else 0,
            "refused_refund": refund if refund in rows[1] else 0,
        }
        context = {**shown, **refused, "refusal": str(refusal)}
        template = "payments/_review.html" if request.htmx else "payments/review_list.html"
        return render(request, template, context, status=422)
    if request.htmx:
        return render(request, "payments/_review.html", {**_shown(), "was_decided": True})
    messages.success(request, _("Done."))
    return go_to(request, reverse("payments:review"))


def _shown() -> dict[str, Any]:
    return {
        "most": review.MOST_SHOWN,
        "cases": review.cases(),
        "failed": review.failed_refunds(),
        "decided": review.decided(),
    }
