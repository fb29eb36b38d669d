"""The coupons of an offer: one code, a batch, and a code's link to pass on."""

import io
from typing import Any

import qrcode
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from qrcode.image.svg import SvgPathFillImage

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from offers.export import coupons_as_csv
from offers.forms.coupons import BatchForm, CodeForm
from offers.links import link_of, ways_of
from offers.models import Coupon, CouponBatch, Offer
from offers.operations import coupons as operations
from offers.views.offers import about, as_csv

PAGE_SIZE = 50


@require_safe
@require_permission("offers.view")
def coupon_list(request: HtmxRequest, pk: int) -> HttpResponse:
    """The codes and batches of an offer."""
    offer = get_object_or_404(Offer, pk=pk)
    return _show(request, offer, CodeForm(), BatchForm())


@require_POST
@require_permission("offers.edit")
def coupon_create(request: HtmxRequest, pk: int) -> HttpResponse:
    offer, form = get_object_or_404(Offer, pk=pk), CodeForm(request.POST)
    if form.is_valid():
        try:
            coupon = operations.add_code(offer, **form.cleaned_data, actor=request.user)
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("“%(code)s” is made.") % {"code": coupon.code})
            return go_to(request, reverse("offers:coupon", args=[coupon.pk]))
    return _show(request, offer, form, BatchForm(), status=422)


@require_POST
@require_permission("offers.edit")
def batch_create(request: HtmxRequest, pk: int) -> HttpResponse:
    offer, form = get_object_or_404(Offer, pk=pk), BatchForm(request.POST)
    if form.is_valid():
        try:
            batch = operations.make_batch(offer, **form.cleaned_data, actor=request.user)
        except Refusal as refusal:
            form.add_error("prefix", str(refusal))
        else:
            messages.success(request, _("Codes made: %(count)s.") % {"count": batch.count})
            return go_to(request, reverse("offers:coupons", args=[offer.pk]))
    return _show(request, offer, CodeForm(), form, status=422)


@require_safe
@require_permission("offers.edit")
def batch_export(request: HtmxRequest, pk: int) -> StreamingHttpResponse:
    """The codes of a batch as CSV. Whoever has the file has what they are worth."""
    batch = get_object_or_404(CouponBatch, pk=pk)
    return as_csv(coupons_as_csv(batch.coupons.all()), _("coupons"))


@require_POST
@require_permission("offers.edit")
def coupon_allow(request: HtmxRequest, pk: int) -> HttpResponse:
    """Let a code be used again, or no more."""
    coupon = get_object_or_404(Coupon, pk=pk)
    is_active = request.POST.get("is_active") == "1"
    coupon = operations.allow_code(coupon, is_active=is_active, actor=request.user)
    told = _("“%(code)s” may be used.") if is_active else _("“%(code)s” is out of use.")
    messages.success(request, told % {"code": coupon.code})
    return go_to(request, reverse("offers:coupons", args=[coupon.offer_id]))


@require_safe
@require_permission("offers.view")
def coupon_share(request: HtmxRequest, pk: int) -> HttpResponse:
    """One code with its link, its QR code and the ways to pass it on."""
    coupon = get_object_or_404(Coupon.objects.select_related("offer"), pk=pk)
    links = ways_of(request.tenant, coupon)
    context = {**about(coupon.offer), "coupon": coupon, "links": links, "at": "coupons"}
    return render_page(request, "offers/coupon.html", "offers/_coupon.html", context)


@require_safe
@require_permission("offers.view")
def coupon_qr(request: HtmxRequest, pk: int) -> HttpResponse:
    """The link as a QR code, to be shown, or kept with `?baixar`."""
    coupon = get_object_or_404(Coupon, pk=pk)
    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(link_of(request.tenant, coupon, via="qr"))
    file = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(file)
    response = HttpResponse(file.getvalue(), content_type="image/svg+xml")
    if "baixar" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{coupon.code}.svg"'
    return response


def _show(
    request: HtmxRequest, offer: Offer, code: CodeForm, batch: BatchForm, *, status: int = 200
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:60]
    rows = offer.coupons.select_related("batch").order_by("-pk")
    rows = rows.filter(code__contains=text.upper()) if text else rows.filter(batch=None)
    used = Count("coupons", filter=Q(coupons__used_count__gt=0))
    context: dict[str, Any] = {
        **about(offer),
        "at": "coupons",
        "code_form": code,
        "batch_form": batch,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "batches": offer.batches.annotate(used=used)[:PAGE_SIZE],
        "query": text,
    }
    return render_page(
        request, "offers/coupon_list.html", "offers/_coupon_list.html", context, status
    )
