"""An order as its customer follows it. Whoever has the address may look; nobody can guess it."""

import io
from typing import Any

import qrcode
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from qrcode.image.svg import SvgPathFillImage

from cart import session
from cart.contents import CartLine
from cart.operations import add_again
from flowt import limits
from flowt.clients import network_of
from flowt.live import stream_url
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from flowt.tenancy import current_schema
from orders.combos import LineGroup, by_combo
from orders.models import Order
from payments.operations import renew_payment_code
from storefront import pace
from storefront.carts import look_at, tell_slots
from storefront.following import view_of
from storefront.pages import render_public
from storefront.receipts import receipt as receipt_of
from storefront.views.cart import SKIPPED


def _find(request: HttpRequest, token: str) -> Order:
    found = Order.objects.prefetch_related("lines", "moves").filter(token=token).first()
    if found is None or not pace.is_own(request, token):
        found = limits.guessed("order.unknown", network_of(request), found)
    if found is None:
        raise Http404
    return found


def _private(response: HttpResponse) -> HttpResponse:
    """Of one customer: kept nowhere, found by no search engine, and never told onward."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@public
def order(request: HttpRequest, token: str) -> HttpResponse:
    found = _find(request, token)
    context = {"view": view_of(found), "order": found, "topic": f"order-{found.token}"}
    page = "storefront/order.html"
    return _private(render_public(request, page, context, fragment="storefront/_order.html"))


@require_safe
@public
def order_stream(request: HttpRequest, token: str) -> HttpResponse:
    """A freshly signed stream, for a page that was open longer than its signature lives."""
    found = _find(request, token)
    return _private(JsonResponse({"src": stream_url(request, [f"order-{found.token}"])}))


@require_safe
@public
def receipt(request: Any, token: str) -> HttpResponse:
    view = view_of(_find(request, token))
    limits.guard("order.receipt", token)
    response = HttpResponse(receipt_of(view, request.tenant), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="pedido-{view.order.number}.pdf"'
    return _private(response)


@require_safe
@public
def pix(request: HttpRequest, token: str) -> HttpResponse:
    """The code to be scanned, while the payment is waited for."""
    view = view_of(_find(request, token))
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
def new_code(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for another PIX code where the last one is over. A repeat asks for no second one."""
    found = _find(request, token)
    view = view_of(found)
    if view.pix is not None and view.code_state in ("expired", "failed"):
        renew_payment_code(view.pix)
    return _private(redirect(found))


def _as_asked(key: str, group: LineGroup) -> CartLine:
    """A line, or a combo, as it once stood in a cart."""
    first = group.parts[0]
    return CartLine(
        key=key,
        item_id=0 if group.is_combo else first.item_id or 0,
        selection=group.picks if group.is_combo else first.selection,
        quantity=group.quantity,
        notes=group.notes,
        combo_id=first.combo_id,
    )


@require_POST
@public
@same_origin_only
def again(request: Any, token: str) -> HttpResponse:
    """Put what was ordered into the cart, at today's prices; say what can no longer be had."""
    found = _find(request, token)
    groups = [group for group in by_combo(found.lines.all()) if not group.is_gift]
    lines = [_as_asked(str(at), group) for at, group in enumerate(groups)]
    cart, left_out = add_again(session.load(request), lines, now=timezone.now())
    session.save(request, cart)
    names = {str(at): group.name for at, group in enumerate(groups)}
    request.session[SKIPPED + current_schema()] = [names[line.key] for line in left_out]
    response = redirect("storefront:cart")
    tell_slots(response, request, cart, look_at(request, is_shown=False).priced.due)
    return response
