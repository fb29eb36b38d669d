"""The console's pages of orders: board, history, one order, its ticket."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from flowt.htmx import HtmxRequest, render_page, wants_fragment
from flowt.live import stream_url
from flowt.permissions import require_permission
from orders import selectors
from orders.board import ICONS, board
from orders.errors import NothingToRefund
from orders.export import rows_as_csv
from orders.forms import FilterForm, ReasonForm, RefundForm
from orders.models import Order
from orders.operations.moving import CALLED_OFF, move_order
from orders.operations.paying import confirm_order_payment, refund_order_payment
from orders.states import Verb, permission_for
from orders.ticket import ticket_height_mm
from payments.errors import NotRefundable, RefundTooLarge

ENDS = {Verb.REJECT, Verb.CANCEL}
TITLES = {
    Verb.REJECT: gettext_lazy("Reject order #%(number)s"),
    Verb.CANCEL: gettext_lazy("Cancel order #%(number)s"),
}


@require_safe
@require_permission("orders.view")
def order_board(request: HtmxRequest) -> HttpResponse:
    """The kitchen board. htmx gets the board itself, as it stands now."""
    return render_page(request, "orders/order_board.html", "orders/_board.html", _board(request))


@require_safe
@require_permission("orders.view")
def order_stream(request: HtmxRequest) -> JsonResponse:
    """A fresh address of the live stream, for a page whose own has run out."""
    topics = ["orders"]
    if number := request.GET.get("pedido", ""):
        order = get_object_or_404(
            Order, number=number if number.isascii() and number.isdigit() else 0
        )
        topics = [f"order-{order.token}"]
    return JsonResponse({"src": stream_url(request, topics)})


@require_safe
@require_permission("orders.view")
def order_list(request: HtmxRequest) -> HttpResponse:
    """The history: search, filters, sorting, pages."""
    form = FilterForm(request.GET)
    sort = request.GET.get("sort", selectors.DEFAULT_SORT)
    paginator = selectors.CappedPaginator(selectors.search(form.wanted, sort), selectors.PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "sort": sort, "icons": ICONS, "wanted": form.wanted}
    return render_page(request, "orders/order_list.html", "orders/_order_list.html", context)


@require_safe
@require_permission("orders.export")
def order_export(request: HtmxRequest) -> StreamingHttpResponse:
    """The history as CSV, with the filters of the page."""
    rows = rows_as_csv(selectors.search(FilterForm(request.GET).wanted))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"{_('orders')}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@require_permission("orders.view")
def order_detail(request: HtmxRequest, number: int) -> HttpResponse:
    order = get_object_or_404(Order, number=number)
    context = {"detail": selectors.detail(order), "order": order}
    return render_page(request, "orders/order_detail.html", "orders/_order.html", context)


@require_safe
@require_permission("orders.view")
def order_ticket(request: HtmxRequest, number: int) -> HttpResponse:
    """The 80 mm ticket for the kitchen's printer."""
    order = get_object_or_404(Order, number=number)
    return render(request, "orders/order_ticket.html", {"detail": selectors.detail(order)})


@require_safe
@require_permission("orders.view")
def order_ticket_style(request: HtmxRequest, number: int) -> HttpResponse:
    """The paper the ticket needs: 80 mm wide, as long as its lines (CSS knows no such length)."""
    order = get_object_or_404(Order, number=number)
    height = ticket_height_mm(order, list(order.lines.all()))
    style = f"@page {{ size: 80mm {height}mm; margin: 0; }}\n"
    return HttpResponse(style, content_type="text/css; charset=utf-8")


@require_http_methods(["GET", "POST"])
@require_permission("orders.move")
def order_move(request: HtmxRequest, number: int, verb: str) -> HttpResponse:
    """Move an order; reject and cancel ask why first. htmx gets back what it was on."""
    order = get_object_or_404(Order, number=number)
    if verb not in Verb.values:
        raise Http404
    if permission_for(verb) not in request.permissions:
        raise PermissionDenied
    form = ReasonForm(verb, _posted(request)) if verb in ENDS else None
    if request.method == "POST" and (form is None or form.is_valid()):
        asked = form.cleaned_data if form else {}
        order = move_order(order, verb=verb, **asked, actor=request.user)
        return _after(request, order)
    context = {"order": order, "form": form, "verb": verb, **_question(verb, order)}
    status = 422 if form is not None and form.is_bound else 200
    return _in_dialog(request, "orders/order_move.html", "orders/_move_form.html", context, status)


@require_http_methods(["GET", "POST"])
@require_permission("payments.confirm")
def order_pay(request: HtmxRequest, number: int) -> HttpResponse:
    """Note that an order was paid."""
    order = get_object_or_404(Order, number=number)
    if request.method == "POST":
        return _after(request, confirm_order_payment(order, actor=request.user))
    context = {"order": order, "title": _("Was order #%(number)s paid?") % {"number": number}}
    return _in_dialog(request, "orders/order_move.html", "orders/_pay_form.html", context)


@require_http_methods(["GET", "POST"])
@require_permission("orders.cancel")
def order_refund(request: HtmxRequest, number: int) -> HttpResponse:
    """Send back what was paid: by its gateway, or noting that somebody did."""
    order = get_object_or_404(Order, number=number)
    form = RefundForm(_posted(request), initial={"key": f"refund-{uuid4().hex}"})
    if form.is_valid():
        try:
            order = refund_order_payment(order, **form.cleaned_data, actor=request.user)
        except (NothingToRefund, RefundTooLarge, NotRefundable) as refusal:
            form.add_error("amount", str(refusal))
        else:
            return _after(request, order)
    title = _("Refund order #%(number)s") % {"number": number}
    context = {"order": order, "form": form, "title": title, "detail": selectors.detail(order)}
    status = 422 if form.is_bound else 200
    return _in_dialog(
        request, "orders/order_move.html", "orders/_refund_form.html", context, status
    )


def _board(request: HtmxRequest) -> dict[str, Any]:
    profile = request.GET.get("perfil") or request.POST.get("perfil") or ""
    chosen = profile if profile in Order.Profile.values else ""
    return {"board": board(request.tenant, profile=chosen)}


def _question(verb: str, order: Order) -> dict[str, Any]:
    if verb in TITLES:
        return {"title": TITLES[Verb(verb)] % {"number": order.number}}
    return {"title": f"{Verb(verb).label} · #{order.number}"}


def _in_dialog(
    request: HtmxRequest, page: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A question: in the page's dialog for htmx, else a page of its own."""
    asked = request.POST if request.method == "POST" else request.GET
    context = {
        **context,
        "fragment": fragment,
        "is_dialog": wants_fragment(request),
        "profile": asked.get("perfil", ""),
        "asked_from": asked.get("de", ""),
    }
    response = render_page(request, page, fragment, context, status)
    if status == 422 and wants_fragment(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#order-dialog-body", "innerHTML"
    return response


def _after(request: HtmxRequest, order: Order) -> HttpResponse:
    """What stands there now: the board or the order for htmx, which also closes the dialog."""
    if not wants_fragment(request):
        closed = order.status in CALLED_OFF
        return redirect("orders:detail", order.number) if closed else redirect("orders:board")
    if request.htmx.target == "board":
        return render(request, "orders/_board.html", {**_board(request), "closes_dialog": True})
    context = {"detail": selectors.detail(order), "order": order, "closes_dialog": True}
    return render(request, "orders/_order.html", context)


def _posted(request: HtmxRequest) -> Any:
    """What a form is bound to: an empty post is a post too."""
    return request.POST if request.method == "POST" else None
