"""One part of a tab's bill: choosing how it is paid, and its PIX code."""

import io
from dataclasses import dataclass
from typing import Any

import qrcode
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathFillImage

from flowt.errors import Refusal
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from flowt.tenancy import current_schema
from orders.models import Order
from orders.tabs import settling
from orders.tabs.models import Tab, TabCall, TabGuest, TabShare
from orders.tabs.paying import pay_share, stop_paying
from orders.tabs.serving import call_waiter
from payments.models import Payment
from payments.operations import renew_payment_code
from payments.selectors import GatewayChoice, label_of, offered, pays_ahead
from storefront import tables
from storefront.following import PixView, is_waited_for
from storefront.forms import PayerForm
from storefront.pages import render_public
from storefront.views.checkout import CUSTOMER
from storefront.views.order import _private
from storefront.views.tab import _find, _guest


@dataclass(frozen=True)
class ShareView(PixView):
    """A part as its payer sees it. `payment` is the one that is waited for."""

    page_id = "share"
    tab: Tab
    share: TabShare
    payment: Payment | None
    pix: Payment | None

    @property
    def page_url(self) -> str:
        return reverse("storefront:tab_share", args=[self.tab.token, self.share.pk])

    @property
    def pix_image_url(self) -> str:
        return reverse("storefront:tab_pix", args=[self.tab.token, self.share.pk])

    @property
    def pix_new_url(self) -> str:
        return reverse("storefront:tab_pix_new", args=[self.tab.token, self.share.pk])

    @property
    def way(self) -> str:
        return label_of(self.payment.gateway, Order.Profile.TABLE) if self.payment else ""


@dataclass(frozen=True)
class Asking:
    """A way of paying that was chosen, and the form for what it must know."""

    way: GatewayChoice
    form: PayerForm


def _view(tab: Tab, pk: int) -> ShareView:
    share = get_object_or_404(TabShare.objects.select_related("guest"), tab=tab, pk=pk)
    payment = settling.asked(share, settling.read_payments([share]))
    if share.status != TabShare.Status.WAITING:
        payment = None
    pix = payment if payment is not None and is_waited_for(payment) else None
    return ShareView(tab, share, payment, pix)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def share(request: Any, token: str, pk: int) -> HttpResponse:
    """Pay one part. Posting a way asks for its payment; `stop` takes that back. A way that has to
    know who pays asks for that first (`?payment=`).
    """
    tab = _find(request, token)
    guest = tables.guest_on(request, tab)
    if guest is None:
        return _private(redirect(tab))
    ways = sorted(offered(Order.Profile.TABLE), key=lambda one: not one.pays_ahead)
    asking = _asking(request, ways, guest)
    if request.method != "POST":
        return _show(request, tab, pk, guest, ways=ways, asking=asking)
    guest = _guest(request, tab)
    if asking is not None and not asking.form.is_valid():
        return _show(request, tab, pk, guest, ways=ways, asking=asking, status=422)
    try:
        _act(tab, _view(tab, pk).share, guest, request.POST, asking)
    except Refusal as refusal:
        told = str(refusal)
        return _show(request, tab, pk, guest, ways=ways, asking=asking, refused=told, status=422)
    return _private(redirect("storefront:tab_share", token, pk))


def _show(
    request: HttpRequest,
    tab: Tab,
    pk: int,
    guest: TabGuest,
    *,
    ways: list[GatewayChoice],
    asking: Asking | None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "view": _view(tab, pk),
        "tab": tab,
        "guest": guest,
        "topic": tab.topic,
        "payments": ways,
        "asking": asking,
        "refused": refused,
    }
    page, fragment = "storefront/tab_share.html", "storefront/_share_paying.html"
    return _private(render_public(request, page, context, fragment=fragment, status=status))


def _asking(request: HttpRequest, ways: list[GatewayChoice], guest: TabGuest) -> Asking | None:
    """What the chosen way must know of who pays; None where it needs nothing, or none is chosen."""
    chosen = (request.POST if request.method == "POST" else request.GET).get("payment", "")
    way = next((one for one in ways if one.kind == chosen and one.needs), None)
    if way is None:
        return None
    kept = request.session.get(CUSTOMER + current_schema(), {})
    start = {"name": kept.get("name") or guest.name, "email": kept.get("email", "")}
    typed = request.POST if request.method == "POST" else None
    return Asking(way, PayerForm(typed, initial=start, needs=way.needs))


def _act(tab: Tab, part: TabShare, guest: TabGuest, posted: Any, asking: Asking | None) -> None:
    if "stop" in posted:
        stop_paying(part)
        return
    payer = asking.form.payer() if asking else None
    payment = pay_share(part, gateway=posted.get("payment", ""), guest=guest, payer=payer)
    if not pays_ahead(payment.gateway):  # somebody has to come and take it
        call_waiter(tab, guest=guest, reason=TabCall.Reason.BILL)


@require_safe
@public
def pix(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The code to be scanned, while the part is waited for."""
    tab = _find(request, token)
    if tables.guest_on(request, tab) is None:
        raise Http404
    view = _view(tab, pk)
    if view.code_state != "ready":
        return _private(HttpResponse(status=404))
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(view.brcode)
    file = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(file)
    return _private(HttpResponse(file.getvalue(), content_type="image/svg+xml"))


@require_POST
@public
@same_origin_only
def pix_new(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Ask for another PIX code where the last one is over. A repeat asks for no second one."""
    tab = _find(request, token)
    _guest(request, tab)
    view = _view(tab, pk)
    if view.pix is not None and view.code_state in ("expired", "failed"):
        renew_payment_code(view.pix)
    return _private(redirect("storefront:tab_share", token, pk))
