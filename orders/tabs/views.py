"""The console's pages of tables: which are taken, and one table's tab."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.errors import Refusal
from flowt.htmx import HtmxRequest, go_to, render_page, wants_fragment
from flowt.permissions import require_permission
from orders.board import actions_of
from orders.tabs import paying, seating, selectors, serving, splitting
from orders.tabs.forms import MergeForm, TableForm, TakeForm
from orders.tabs.models import Tab, TabCall, TabGuest, TabShare
from payments.models import Payment

Asked = ParamSpec("Asked")
FORMS = {TableForm: "table_form", MergeForm: "merge_form", TakeForm: "take_form"}
PLACES = {"mesas": "orders:tables", "quadro": "orders:board"}
Acts = Callable[Concatenate[HtmxRequest, Tab, Asked], "forms.Form | Tab | None"]


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
            return go_to(request, reverse("orders:tab", args=[tab.pk]))
    return _tables(request, form, 422)


@require_safe
@require_permission("orders.view")
def tab_detail(request: HtmxRequest, pk: int) -> HttpResponse:
    tab = get_object_or_404(Tab.objects.select_related("merged_into"), pk=pk)
    if tab.merged_into_id is not None:
        return redirect("orders:tab", tab.merged_into_id)
    return _detail(request, tab)


def _detail(request: HtmxRequest, tab: Tab, *, refused: str = "", **bound: Any) -> HttpResponse:
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
        **bound,
    }
    is_refused = refused or any(form.is_bound for form in bound.values())
    status = 422 if is_refused else 200
    page, fragment = "orders/tabs/tab.html", "orders/tabs/_tab.html"
    return render_page(request, page, fragment, context, status)


def acts(permission: str) -> Callable[[Acts[Asked]], Callable[..., HttpResponse]]:
    """Make a view of what the team does to one tab, posted: do it, and show what stands there now.

    It may return a form that was not filled in well, or another tab to go on with. What it refuses
    is said on the tab's own page; htmx gets that page's fragment, or the tables where it came from.
    """

    def decorate(act: Acts[Asked]) -> Callable[..., HttpResponse]:
        @require_POST
        @require_permission(permission)
        @wraps(act)
        def view(
            request: HtmxRequest, pk: int, *args: Asked.args, **asked: Asked.kwargs
        ) -> HttpResponse:
            tab = get_object_or_404(Tab, pk=pk)
            try:
                result = act(request, tab, *args, **asked)
            except Refusal as refusal:
                return _detail(request, tab, refused=str(refusal))
            if isinstance(result, forms.Form):
                return _detail(request, tab, **{FORMS[type(result)]: result})
            return _after(request, result or tab)

        return view

    return decorate


def _after(request: HtmxRequest, tab: Tab) -> HttpResponse:
    """Where one was, as it stands now: the tab, the tables, or the calls over the board."""
    came_from = request.POST.get("de", "")
    if not wants_fragment(request):
        return (
            redirect(PLACES[came_from]) if came_from in PLACES else redirect("orders:tab", tab.pk)
        )
    if came_from == "mesas":
        return _tables(request, TableForm())
    if came_from == "quadro":
        return render(request, "orders/tabs/_calls.html", {"calls": selectors.open_calls()})
    response = _detail(request, tab)
    response["HX-Replace-Url"] = reverse("orders:tab", args=[tab.pk])
    return response


@acts("tabs.serve")
def tab_move(request: HtmxRequest, tab: Tab) -> TableForm | None:
    form = TableForm(request.POST)
    if not form.is_valid():
        return form
    seating.move_tab(tab, table_label=form.cleaned_data["table"], actor=request.user)
    return None


@acts("tabs.serve")
def tab_merge(request: HtmxRequest, tab: Tab) -> MergeForm | Tab:
    form = MergeForm(request.POST, tab=tab)
    if not form.is_valid():
        return form
    return seating.merge_tabs(tab, into=form.cleaned_data["into"], actor=request.user)


@acts("tabs.serve")
def tab_bill(request: HtmxRequest, tab: Tab) -> None:
    """The table asks for the bill, or orders on."""
    if "order" in request.POST:
        splitting.order_more(tab, actor=request.user)
    else:
        splitting.ask_bill(tab)


@acts("payments.confirm")
def tab_take(request: HtmxRequest, tab: Tab) -> TakeForm | None:
    form = TakeForm(request.POST)
    if not form.is_valid():
        return form
    paying.take_payment(tab, **form.cleaned_data, actor=request.user)
    return None


@acts("payments.confirm")
def share_receive(request: HtmxRequest, tab: Tab, share: int) -> None:
    """A part's money is here."""
    part, gateway = get_object_or_404(TabShare, pk=share, tab=tab), request.POST.get("gateway", "")
    paying.receive_share(part, gateway=gateway, actor=request.user)


@acts("tabs.serve")
def share_stop(request: HtmxRequest, tab: Tab, share: int) -> None:
    """Take back what a phone asked for, so that the part is free again."""
    paying.stop_paying(get_object_or_404(TabShare, pk=share, tab=tab), actor=request.user)


@acts("payments.confirm")
def refund_note(request: HtmxRequest, tab: Tab, payment: int) -> None:
    """What was due was given back."""
    references = tab.shares.values_list("reference", flat=True)
    found = get_object_or_404(Payment, pk=payment, reference__in=references)
    paying.note_refund(found, tab=tab, actor=request.user)


@acts("tabs.serve")
def guest_remove(request: HtmxRequest, tab: Tab, guest: int) -> None:
    seating.remove_guest(get_object_or_404(TabGuest, pk=guest, tab=tab), actor=request.user)


@acts("tabs.serve")
def call_answer(request: HtmxRequest, tab: Tab, call: int) -> None:
    serving.answer_call(get_object_or_404(TabCall, pk=call, tab=tab), actor=request.user)


@acts("tabs.close")
def tab_service(request: HtmxRequest, tab: Tab) -> None:
    is_wanted = request.POST.get("service") == "1"
    splitting.choose_service(tab, is_wanted=is_wanted, actor=request.user)


@acts("tabs.serve")
def tab_close(request: HtmxRequest, tab: Tab) -> None:
    """End a tab. Giving up what is left of it needs more than serving."""
    with_debt = "with_debt" in request.POST
    if with_debt and "tabs.close" not in request.permissions:
        raise PermissionDenied(_("Closing a tab that is not paid needs somebody else."))
    paying.close_tab(tab, actor=request.user, with_debt=with_debt)


@acts("tabs.close")
def tab_reopen(request: HtmxRequest, tab: Tab) -> None:
    paying.reopen_tab(tab, actor=request.user)
