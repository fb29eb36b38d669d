"""The cart: look at it, put something in, change it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cart import operations, session
from cart.contents import CartContents
from cart.errors import BadChoice, NoneAskedFor, NotANumber
from flowt.errors import Refusal
from flowt.htmx import go_to, wants_fragment
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from flowt.tenancy import current_schema
from storefront import choosing, pace
from storefront.carts import CartView, look_at, tell_slots
from storefront.pages import render_public
from storefront.slots import Visitor
from storefront.suggesting import steps_of, suggest
from storefront.views.item import FRAGMENT, PAGE, find, item_context

CART = "storefront:cart"
# + schema: what could not be ordered again, and the coupon a link put in, for the next look
SKIPPED, WELCOME = "skipped:", "welcome:"


@require_safe
@public
def cart(request: HttpRequest) -> HttpResponse:
    return show(request, look_at(request))


@require_POST
@public
@same_origin_only
def add(request: HttpRequest) -> HttpResponse:
    """Put an item in, as chosen. What its rules refuse comes back with the form, as typed."""
    pace.begin(request)
    found = find(request.POST.get("item", "")[:130])
    contents, typed = session.load(request), request.POST
    quantity, notes = typed.get("quantity", "1")[:6], typed.get("notes", "")[:300]
    selection, problems, refused = (), (), ""
    try:
        selection = choosing.read(typed, found.groups)
        contents = operations.put_in(
            contents,
            item_id=found.card.id,
            selection=selection,
            quantity=at_least_one(quantity),
            notes=notes,
            now=timezone.now(),
        )
    except BadChoice as refusal:
        problems, refused = refusal.problems, str(refusal)
    except Refusal as refusal:
        refused = str(refusal)
    if refused:
        again = {"quantity": quantity, "notes": notes, "selection": selection}
        context = item_context(request, found, problems=problems, refused=refused, **again)
        return render_public(request, PAGE, context, fragment=FRAGMENT, status=422)
    session.save(request, contents)
    return added(request, contents, found.card.name)


def added(request: HttpRequest, contents: CartContents, name: str) -> HttpResponse:
    """htmx gets the cart's bar and a word, and closes the sheet; others see the cart."""
    on_cart = wants_fragment(request) and request.htmx.target == "cart"  # type: ignore[attr-defined]
    view = look_at(request, is_shown=on_cart)
    if on_cart:
        response = show(request, view)
    elif wants_fragment(request):
        visitor = Visitor(cart_count=contents.count, cart_cents=int(view.priced.due * 100))
        context = {"visitor": visitor, "name": name}
        response = render(request, "storefront/_added.html", context)
        response["HX-Reswap"], response["HX-Trigger"] = "none", "close-sheet"
    else:
        response = go_to(request, reverse(CART))
    tell_slots(response, request, contents, view.priced.due)
    return response


@require_POST
@public
@same_origin_only
def change(request: HttpRequest, line: str) -> HttpResponse:
    """Set a line's quantity, and its note where one was sent. Nothing typed changes nothing."""
    typed = request.POST

    def changed(contents: CartContents) -> CartContents:
        if "notes" in typed:
            contents = operations.change_notes(contents, key=line, notes=typed["notes"][:300])
        if typed.get("quantity", "").strip():
            quantity = _number(typed["quantity"])
            contents = operations.change_quantity(contents, key=line, quantity=quantity)
        return contents

    return _changed(request, changed)


@require_POST
@public
@same_origin_only
def remove(request: HttpRequest, line: str) -> HttpResponse:
    return _changed(request, lambda contents: operations.remove_line(contents, key=line))


@require_POST
@public
@same_origin_only
def upgrade(request: HttpRequest, line: str) -> HttpResponse:
    """Take a line's bigger one, as it was offered. What is no longer offered changes nothing."""
    step = steps_of(session.load(request)).get(line)
    if step is None or str(step.option_id) != request.POST.get("option"):
        return _changed(request, lambda contents: contents)
    return _changed(
        request,
        lambda contents: operations.change_selection(contents, key=line, selection=step.selection),
    )


def _changed(
    request: HttpRequest, change_it: Callable[[CartContents], CartContents]
) -> HttpResponse:
    before, refused = session.load(request), ""
    try:
        session.save(request, change_it(before))
    except Refusal as refusal:
        refused = str(refusal)
    view = look_at(request)
    if refused:
        return show(request, view, refused=refused, status=422)
    response = show(request, view) if wants_fragment(request) else go_to(request, reverse(CART))
    tell_slots(response, request, view.contents, view.priced.due)
    return response


def show(request: Any, view: CartView, *, status: int = 200, **told: str) -> HttpResponse:
    """Show the cart. `told`: `refused`, or `code_refused` with the `typed_code`."""
    schema, is_fine = current_schema(), status == 200
    context = {
        "view": view,
        "cart": view.priced,
        "store": view.store,
        **told,
        "suggestions": suggest(view.contents),
        "skipped": request.session.pop(SKIPPED + schema, None) if is_fine else None,
        "welcome": request.session.pop(WELCOME + schema, None) if is_fine else None,
    }
    return render_public(
        request, "cart/cart.html", context, fragment="cart/_cart.html", status=status
    )


def at_least_one(text: str) -> int:
    """Read how many to put in. Raises NotANumber and NoneAskedFor."""
    number = _number(text)
    if number < 1:
        raise NoneAskedFor
    return number


def _number(text: str) -> int:
    """Read a quantity as typed. Raises NotANumber."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise NotANumber
    return int(text)
