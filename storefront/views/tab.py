"""A table's tab, as the phones at the table see it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flowt import limits
from flowt.clients import network_of
from flowt.errors import Refusal
from flowt.live import stream_url
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from orders.tabs.errors import NotAtTable, ScanAgain, TakenOff
from orders.tabs.models import Tab, TabCall, TabGuest
from orders.tabs.seating import join, sit_down
from orders.tabs.selectors import pickable, view_of
from orders.tabs.serving import call_waiter
from orders.tabs.splitting import MOST_PARTS, ask_bill, choose_service, order_more, split_bill
from storefront import tables
from storefront.forms import SeatForm, SplitForm
from storefront.pages import render_public
from storefront.receipts import tab_bill
from storefront.views.order import _private
from tracking.scanning import scanned_table


def _find(request: HttpRequest, token: str) -> Tab:
    found = limits.guessed(
        "order.unknown", network_of(request), Tab.objects.filter(token=token).first()
    )
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    if found is None:
        raise Http404
    return found


def _guest(request: HttpRequest, tab: Tab) -> TabGuest:
    """Who acts. Raises NotAtTable and TakenOff, and TooMany."""
    guest = tables.guest_on(request, tab)
    if guest is None:
        raise NotAtTable
    if guest.removed_at is not None:
        raise TakenOff
    limits.guard("tab.act", guest.token)
    return guest


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def sit(request: Any) -> HttpResponse:
    """The table whose code was scanned: its tab, or the way onto it."""
    guest = tables.seat_of(request)
    if guest is not None:
        return _private(redirect(guest.tab))
    table = scanned_table(request)
    form = SeatForm(request.POST if request.method == "POST" else None)
    if not tables.may_sit(request):
        return _join_page(request, None, form, table=table, refusal=ScanAgain())
    if form.is_valid():
        try:
            limits.guard("tab.join", network_of(request))
            guest = sit_down(
                tenant=request.tenant,
                table_label=table,
                name=form.cleaned_data["name"],
                tokens=tables.tokens(request),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            tables.remember(request, guest)
            return _private(redirect(guest.tab))
    tab = Tab.objects.live().filter(table_label=table).first()
    return _join_page(request, tab, form, table=table)


def _join_page(
    request: Any, tab: Tab | None, form: SeatForm, *, table: str, refusal: Refusal | None = None
) -> HttpResponse:
    names = [one.name for one in tab.guests.filter(removed_at=None)] if tab else []
    context = {"tab": tab, "names": names, "form": form, "table": table, "refusal": refusal}
    status = 422 if form.is_bound else 200
    page = render_public(request, "storefront/tab_join.html", context, status=status)
    return _private(page)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def tab(request: Any, token: str) -> HttpResponse:
    """The tab, for whoever is on it; for others who is, and a way to join them."""
    found = _find(request, token)
    guest = tables.guest_on(request, found)
    if guest is None:
        return _join(request, found)
    view = view_of(found)
    context = {
        "view": view,
        "tab": found,
        "guest": guest,
        "topic": found.topic,
        "reasons": TabCall.Reason.choices,
        "most_parts": MOST_PARTS,
        "suggested_parts": min(MOST_PARTS, max(2, len(view.names))),
    }
    page = render_public(request, "storefront/tab.html", context, fragment="storefront/_tab.html")
    return _private(page)


def _join(request: Any, found: Tab) -> HttpResponse:
    form = SeatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            limits.guard("tab.join", network_of(request))
            tokens = tables.tokens(request)
            guest = join(found, name=form.cleaned_data["name"], tokens=tokens)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            tables.remember(request, guest)
            return _private(redirect(guest.tab))
    return _join_page(request, found, form, table=found.table_label)


@require_safe
@public
def tab_stream(request: HttpRequest, token: str) -> HttpResponse:
    """A freshly signed stream, for a page that was open longer than its signature lives."""
    found = _find(request, token)
    return _private(JsonResponse({"src": stream_url(request, [found.topic])}))


@require_POST
@public
@same_origin_only
def call(request: HttpRequest, token: str) -> HttpResponse:
    """Call the waiter. Pressing again while nobody came changes only the reason."""
    found = _find(request, token)
    guest = _guest(request, found)
    limits.guard("tab.call", str(found.pk))
    reason = request.POST.get("reason", "")
    known = reason if reason in TabCall.Reason.values else TabCall.Reason.HELP
    call_waiter(found, guest=guest, reason=known)
    return _private(redirect(found))


@require_POST
@public
@same_origin_only
def bill(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the bill; or, with `order`, take orders again."""
    found = _find(request, token)
    _guest(request, found)
    if "order" in request.POST:
        order_more(found)
    else:
        ask_bill(found)
    return _private(redirect(found))


@require_POST
@public
@same_origin_only
def service(request: HttpRequest, token: str) -> HttpResponse:
    """Pay the service charge, or decline it."""
    found = _find(request, token)
    _guest(request, found)
    choose_service(found, is_wanted=request.POST.get("service") == "1")
    return _private(redirect(found))


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def split(request: Any, token: str) -> HttpResponse:
    """Make the parts in which it is paid. A part of one's own leads to its payment."""
    found = _find(request, token)
    guest = _guest(request, found)
    view = view_of(found)
    lines = pickable(view)
    form = SplitForm(request.POST if request.method == "POST" else None, lines=lines)
    if form.is_valid():
        try:
            made = split_bill(found, guest=guest, **form.asked())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if len(made) == 1 and made[0].guest_id == guest.pk:
                return _private(redirect("storefront:tab_share", found.token, made[0].pk))
            return _private(redirect(found))
    context = {"view": view, "tab": found, "guest": guest, "lines": lines, "form": form}
    status = 422 if form.is_bound else 200
    return _private(render_public(request, "storefront/tab_split.html", context, status=status))


@require_safe
@public
def bill_pdf(request: Any, token: str) -> HttpResponse:
    """What was ordered, by whom, and what was paid, as a PDF."""
    found = _find(request, token)
    if tables.guest_on(request, found) is None:
        raise Http404
    limits.guard("order.receipt", token)
    response = HttpResponse(tab_bill(view_of(found), request.tenant), "application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_("bill")}-{found.number}.pdf"'
    return _private(response)
