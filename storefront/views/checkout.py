"""Finishing: who, how, where, how paid, and the order placed. Works without a script."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cart import session
from cart.selectors import look
from cart.ui import table_of
from flowt.brazil import clean_cep, clean_cpf
from flowt.errors import Refusal, TooMany
from flowt.errors_pages import with_wait
from flowt.htmx import wants_fragment
from flowt.permissions import public
from flowt.phones import parse_phone
from flowt.same_origin import same_origin_only
from flowt.tenancy import current_schema
from offers.selectors import active
from orders.errors import CartChanged, KeyReused
from orders.models import Order
from orders.operations.placing import place_order
from payments.selectors import GatewayChoice, offered
from storefront import known, pace, tables
from storefront.carts import CartView, look_at, tell_slots
from storefront.coupons import who_of
from storefront.forms import CheckoutForm
from storefront.ordering import Ways, choose_profile, profile_of
from storefront.pace import PLACED
from storefront.pages import render_public
from storefront.when import forget, remember, remembered
from tracking.attribution import journey

CUSTOMER = "customer:"  # + schema: what this browser typed last
MOST_PLACED = 10


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the form, or place the order. A cart that was ordered leads to its order."""
    if request.method == "POST" and (order := _placed_from(request, request.POST.get("cart", ""))):
        return redirect("storefront:order", order)
    if not session.load(request).lines:
        return redirect("storefront:cart")
    if request.method == "POST" and "refresh" not in request.POST:
        return _place(request)
    return _show(request, *_drawn(request))


def _drawn(request: HttpRequest) -> tuple[CartView, CheckoutForm, list[GatewayChoice]]:
    """The form as it is before it is sent, or while it is being filled in."""
    if request.method == "POST":
        view, payments = _stand(request, request.POST)
        remember(request, request.POST)
        form = _form(view, payments, initial=request.POST.dict())
        return view, form, payments
    kept = request.session.get(CUSTOMER + current_schema(), {})
    view, payments = _stand(request, {**kept, **remembered(request)})
    first = payments[0].kind if payments else ""
    start = {"table": _table(request), "payment": first, "city": request.tenant.city}  # type: ignore[attr-defined]
    start |= {"state": request.tenant.state, "profile": view.profile, **kept}  # type: ignore[attr-defined]
    return view, _form(view, payments, initial=start), payments


def _place(request: Any) -> HttpResponse:
    typed = request.POST
    view, payments = _stand(request, typed)
    remember(request, typed)
    form = _form(view, payments, data=typed)
    if not form.is_valid():
        return _show(request, view, form, payments, status=422)
    choose_profile(request, form.cleaned_data["profile"])
    try:
        pace.order(request)
        order = place_order(
            view.contents,
            tenant=request.tenant,
            seen_total=_seen_total(typed.get("seen_total", "")),
            key=view.contents.id,
            journey=journey(request),
            **tables.on_tab(request, form.asked()),
        )
    except KeyReused as refusal:
        return _done(request, refusal.order, form)
    except CartChanged as refusal:
        session.remember_seen(request, look(refusal.priced))
        view = replace(view, priced=refusal.priced)
        return _show(request, view, form, payments, status=422, changed=str(refusal))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        status = TooMany.status if isinstance(refusal, TooMany) else 422
        return with_wait(_show(request, view, form, payments, status=status), refusal)
    return _done(request, order, form)


def _done(request: Any, order: Order, form: CheckoutForm) -> HttpResponse:
    """Forget the cart, remember whose it was, and lead to the order."""
    schema = current_schema()
    placed = {**request.session.get(PLACED + schema, {}), order.idempotency_key: order.token}
    request.session[PLACED + schema] = dict(list(placed.items())[-MOST_PLACED:])
    request.session[CUSTOMER + schema] = form.remembered()
    session.clear(request)
    forget(request)
    response = redirect(order.tab if order.tab else order)
    tell_slots(response, request, session.load(request), Decimal(0))
    known.remember(response)
    return response


def _table(request: HttpRequest) -> str:
    """The table to begin with: where the phone's tab is now, else whose code was scanned."""
    guest = tables.seat_of(request)
    return guest.tab.table_label if guest else table_of(request)


def _placed_from(request: Any, cart_id: str) -> str:
    return str(request.session.get(PLACED + current_schema(), {}).get(cart_id, ""))


def _stand(request: Any, values: Any) -> tuple[CartView, list[GatewayChoice]]:
    """The cart as it stands for the profile and CEP in `values`, and how it may be paid."""
    ways = Ways.of(request.tenant)
    profile = values.get("profile", "")
    profile = profile if profile in ways.kinds else profile_of(request, ways)
    cep = _clean(clean_cep, values.get("cep"))
    who = who_of(
        request,
        phone=_clean(parse_phone, values.get("phone")),
        document=_clean(clean_cpf, values.get("document")),
    )
    ways_to_pay = [*tables.tab_choice(request, profile), *offered(profile)]
    return look_at(request, profile=profile, cep=cep, who=who, when=values), ways_to_pay


def _clean(clean: Callable[[str], str], text: str | None) -> str:
    """What was typed so far, in its one form; "" while it is none."""
    try:
        return clean(text[:60]) if text else ""
    except Refusal:
        return ""


def _form(view: CartView, payments: list[GatewayChoice], **given: Any) -> CheckoutForm:
    ways = [(row.kind, row.get_kind_display()) for row in view.ways.offered]
    choices = [(choice.kind, choice.label) for choice in payments]
    return CheckoutForm(**given, ways=ways, payments=choices)


def _show(
    request: HttpRequest,
    view: CartView,
    form: CheckoutForm,
    payments: list[GatewayChoice],
    *,
    status: int = 200,
    changed: str = "",
) -> HttpResponse:
    context = {
        "view": view,
        "cart": view.priced,
        "store": view.store,
        "form": form,
        "payments": payments,
        "changed": changed,
        "table": _table(request),
        "asks_who": active().asks_who,
        "kept": request.session.get(CUSTOMER + current_schema()),
    }
    if wants_fragment(request):
        return render(request, "cart/_checkout_refresh.html", context)
    return render_public(request, "cart/checkout.html", context, status=status)


def _seen_total(text: str) -> Decimal:
    """What the page said it comes to. Anything else than an amount is another total."""
    try:
        total = Decimal(text[:20])
    except InvalidOperation:
        return Decimal(-1)
    return total if total.is_finite() else Decimal(-1)
