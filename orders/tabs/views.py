"""The console's pages of tables: which are taken, and one table's tab."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, render_page
from flowt.permissions import require_permission
from orders.board import actions_of
from orders.tabs import paying, seating, selectors, serving, splitting
from orders.tabs.forms import MergeForm, TableForm, TakeForm
from orders.tabs.models import Tab, TabCall, TabGuest, TabShare
from payments.models import Payment


@require_safe
@require_permission("orders.view")
def tables(request: HtmxRequest) -> HttpResponse:
    """The board by table. htmx gets it as it stands now."""
    return _tables(request, TableForm())


def _tables(request: HtmxRequest, form: TableForm, status: int = 200) -> HttpResponse:
    views = selectors.live_tabs()
    context = {
        "views": views,
        "ended": selectors.ended_tabs(),
        "calling": [view for view in views if view.call],
        "form": form,
        "has_tabs": seating.has_tabs(request.tenant),
    }
    return render_page(
        request, "orders/tabs/tables.html", "orders/tabs/_tables.html", context, status
    )


@require_POST
@require_permission("tabs.serve")
def tab_open(request: HtmxRequest) -> HttpResponse:
    """Open a table's tab by hand, as for guests without a phone."""
    form = TableForm(request.POST)
    if form.is_valid():
        table = form.cleaned_data["table"]
        try:
            tab = seating.open_tab(tenant=request.tenant, table_label=table, actor=request.user)
        except Refusal as refusal:
            form.add_error("table", str(refusal))
        else:
            return redirect("orders:tab", tab.pk)
    return _tables(request, form, 422)


@require_safe
@require_permission("orders.view")
def tab_detail(request: HtmxRequest, pk: int) -> HttpResponse:
    tab = get_object_or_404(Tab.objects.select_related("merged_into"), pk=pk)
    if tab.merged_into_id is not None:
        return redirect("orders:tab", tab.merged_into_id)
    return _detail(request, tab)


def _detail(request: HtmxRequest, tab: Tab, *, refused: str = "", **forms: Any) -> HttpResponse:
    """One tab, with what was refused, if anything was."""
    tab.refresh_from_db()
    view = selectors.view_of(tab)
    context = {
        "view": view,
        "tab": tab,
        "refused": refused,
        "by_hand": paying.by_hand(),
        "table_form": TableForm(),
        "merge_form": MergeForm(tab=tab),
        "take_form": TakeForm(initial={"key": uuid4().hex, "amount": view.bill.left}),
        "actions": {order.pk: actions_of(order) for order in view.orders},
        **forms,
    }
    is_refused = refused or any(form.is_bound for form in forms.values())
    status = 422 if is_refused else 200
    page, fragment = "orders/tabs/tab.html", "orders/tabs/_tab.html"
    return render_page(request, page, fragment, context, status)


def _act(request: HtmxRequest, tab: Tab, act: Callable[[], Any]) -> HttpResponse:
    """Do it and go back to where one was; say why not, on the tab's own page."""
    try:
        act()
    except Refusal as refusal:
        return _detail(request, tab, refused=str(refusal))
    if request.POST.get("de") == "mesas":
        return redirect("orders:tables")
    return redirect("orders:tab", tab.pk)


def _tab(pk: int) -> Tab:
    return get_object_or_404(Tab, pk=pk)


@require_POST
@require_permission("tabs.serve")
def tab_move(request: HtmxRequest, pk: int) -> HttpResponse:
    tab, form = _tab(pk), TableForm(request.POST)
    if not form.is_valid():
        return _detail(request, tab, table_form=form)
    table = form.cleaned_data["table"]
    return _act(request, tab, lambda: seating.move_tab(tab, table_label=table, actor=request.user))


@require_POST
@require_permission("tabs.serve")
def tab_merge(request: HtmxRequest, pk: int) -> HttpResponse:
    tab = _tab(pk)
    form = MergeForm(request.POST, tab=tab)
    if not form.is_valid():
        return _detail(request, tab, merge_form=form)
    into = form.cleaned_data["into"]
    try:
        seating.merge_tabs(tab, into=into, actor=request.user)
    except Refusal as refusal:
        return _detail(request, tab, refused=str(refusal))
    return redirect("orders:tab", into.pk)


@require_POST
@require_permission("tabs.serve")
def tab_bill(request: HtmxRequest, pk: int) -> HttpResponse:
    """The table asks for the bill, or orders on."""
    tab = _tab(pk)
    if "order" in request.POST:
        return _act(request, tab, lambda: splitting.order_more(tab, actor=request.user))
    return _act(request, tab, lambda: splitting.ask_bill(tab))


@require_POST
@require_permission("payments.confirm")
def tab_take(request: HtmxRequest, pk: int) -> HttpResponse:
    tab, form = _tab(pk), TakeForm(request.POST)
    if not form.is_valid():
        return _detail(request, tab, take_form=form)
    asked = form.cleaned_data
    return _act(request, tab, lambda: paying.take_payment(tab, **asked, actor=request.user))


@require_POST
@require_permission("payments.confirm")
def share_receive(request: HtmxRequest, pk: int, share: int) -> HttpResponse:
    """A part's money is here."""
    tab = _tab(pk)
    part, gateway = get_object_or_404(TabShare, pk=share, tab=tab), request.POST.get("gateway", "")
    return _act(
        request, tab, lambda: paying.receive_share(part, gateway=gateway, actor=request.user)
    )


@require_POST
@require_permission("tabs.serve")
def share_stop(request: HtmxRequest, pk: int, share: int) -> HttpResponse:
    """Take back what a phone asked for, so that the part is free again."""
    tab = _tab(pk)
    part = get_object_or_404(TabShare, pk=share, tab=tab)
    return _act(request, tab, lambda: paying.stop_paying(part, actor=request.user))


@require_POST
@require_permission("payments.confirm")
def refund_note(request: HtmxRequest, pk: int, payment: int) -> HttpResponse:
    """What was due was given back."""
    tab = _tab(pk)
    found = get_object_or_404(
        Payment, pk=payment, reference__in=tab.shares.values_list("reference", flat=True)
    )
    return _act(request, tab, lambda: paying.note_refund(found, tab=tab, actor=request.user))


@require_POST
@require_permission("tabs.serve")
def guest_remove(request: HtmxRequest, pk: int, guest: int) -> HttpResponse:
    tab = _tab(pk)
    found = get_object_or_404(TabGuest, pk=guest, tab=tab)
    return _act(request, tab, lambda: seating.remove_guest(found, actor=request.user))


@require_POST
@require_permission("tabs.serve")
def call_answer(request: HtmxRequest, pk: int, call: int) -> HttpResponse:
    tab = _tab(pk)
    found = get_object_or_404(TabCall, pk=call, tab=tab)
    return _act(request, tab, lambda: serving.answer_call(found, actor=request.user))


@require_POST
@require_permission("tabs.close")
def tab_service(request: HtmxRequest, pk: int) -> HttpResponse:
    tab, is_wanted = _tab(pk), request.POST.get("service") == "1"
    return _act(
        request,
        tab,
        lambda: splitting.choose_service(tab, is_wanted=is_wanted, actor=request.user),
    )


@require_POST
@require_permission("tabs.serve")
def tab_close(request: HtmxRequest, pk: int) -> HttpResponse:
    """End a tab. Giving up what is left of it needs more than serving."""
    tab, with_debt = _tab(pk), "with_debt" in request.POST
    if with_debt and "tabs.close" not in request.permissions:
        raise PermissionDenied(_("Closing a tab that is not paid needs somebody else."))
    return _act(
        request, tab, lambda: paying.close_tab(tab, actor=request.user, with_debt=with_debt)
    )


@require_POST
@require_permission("tabs.close")
def tab_reopen(request: HtmxRequest, pk: int) -> HttpResponse:
    tab = _tab(pk)
    return _act(request, tab, lambda: paying.reopen_tab(tab, actor=request.user))
