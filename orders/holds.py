"""From the board: pause orders, say that they take longer, begin one that was placed for later."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.operations.availability import mark_sold_out
from flowt.htmx import HtmxRequest, render_page, wants_fragment
from flowt.permissions import require_permission
from orders.board import board
from orders.hold_forms import HoldForm, PauseForm, RushForm, SoldOutForm
from orders.models import Order
from orders.operations.coming_up import start_order
from tenants import pausing
from tenants.models import Tenant

PAGE, FRAGMENT = "orders/order_move.html", "orders/_hold_form.html"


@require_http_methods(["GET", "POST"])
@require_permission("orders.pause")
def pause(request: HtmxRequest) -> HttpResponse:
    """Take no orders for a while."""
    words = {
        "title": _("Pause orders"),
        "action": reverse("orders:pause"),
        "submit": _("Pause"),
        "lede": _("Nobody can order meanwhile, and open menus say so at once. It ends by itself."),
    }
    return _hold(request, PauseForm, words, pausing.pause_ordering)


@require_http_methods(["GET", "POST"])
@require_permission("orders.pause")
def rush(request: HtmxRequest) -> HttpResponse:
    """Say that orders take longer for a while."""
    words = {
        "title": _("Busy right now"),
        "action": reverse("orders:rush"),
        "submit": _("Tell customers"),
        "lede": _("Menu and checkout say how much longer orders take. It ends by itself."),
    }
    return _hold(request, RushForm, words, pausing.begin_rush)


@require_POST
@require_permission("orders.pause")
def resume(request: HtmxRequest) -> HttpResponse:
    """Take orders again, at once."""
    pausing.resume_ordering(
        request.tenant, kinds=request.POST.getlist("kinds")[:9], actor=request.user
    )
    return _board(request)


@require_POST
@require_permission("orders.pause")
def rush_end(request: HtmxRequest) -> HttpResponse:
    pausing.end_rush(request.tenant, kinds=request.POST.getlist("kinds")[:9], actor=request.user)
    return _board(request)


@require_POST
@require_permission("orders.move")
def start(request: HtmxRequest, number: int) -> HttpResponse:
    """Begin an order that was accepted ahead of its time."""
    start_order(get_object_or_404(Order, number=number), actor=request.user)
    return _board(request)


@require_http_methods(["GET", "POST"])
@require_permission("catalog.availability")
def sold_out(request: HtmxRequest, number: int) -> HttpResponse:
    """Something of an order has run out: take it off the menu for a while. The order stays."""
    order = get_object_or_404(Order, number=number)
    start = {"item": request.GET.get("item", "")}
    form = SoldOutForm(_posted(request), order=order, initial=start)
    if form.is_valid():
        item = form.cleaned_data["item"]
        mark_sold_out(item, until=form.until_when(), actor=request.user)
        return _board(request, closes_dialog=True)
    words = {
        "title": _("Sold out"),
        "action": reverse("orders:sold_out", args=[number]),
        "submit": _("Take it off the menu"),
        "lede": _("Nobody can order it meanwhile; open menus say so at once. This order stays."),
    }
    return _asked(request, form, words)


def _hold(
    request: HtmxRequest,
    form_class: type[HoldForm],
    words: dict[str, Any],
    operation: Callable[..., None],
) -> HttpResponse:
    """Ask, then do it. htmx gets the board, which also closes the dialog."""
    form = form_class(_posted(request), tenant=request.tenant)
    if form.is_valid():
        operation(request.tenant, **form.chosen(), actor=request.user)
        return _board(request, closes_dialog=True)
    return _asked(request, form, words)


def _posted(request: HtmxRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asked(request: HtmxRequest, form: forms.Form, words: dict[str, Any]) -> HttpResponse:
    """The question: in the board's dialog for htmx, else a page of its own."""
    is_dialog = wants_fragment(request)
    context = {**words, "form": form, "fragment": FRAGMENT, "is_dialog": is_dialog}
    response = render_page(request, PAGE, FRAGMENT, context, 422 if form.is_bound else 200)
    if form.is_bound and is_dialog:
        response["HX-Retarget"], response["HX-Reswap"] = "#order-dialog-body", "innerHTML"
    return response


def _board(request: HtmxRequest, *, closes_dialog: bool = False) -> HttpResponse:
    """The board as it stands now; the tenant in hand is older than what was just written."""
    if not wants_fragment(request):
        return redirect("orders:board")
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    profile = request.POST.get("perfil", "")
    chosen = profile if profile in Order.Profile.values else ""
    context = {"board": board(tenant, profile=chosen), "closes_dialog": closes_dialog}
    return render(request, "orders/_board.html", context)
