"""One combo: its page, the same as a sheet over the menu, and putting it in the cart."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cart import operations, session
from cart.errors import BadChoice
from catalog.options import Problem
from flowt.errors import Refusal
from flowt.htmx import wants_fragment
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from offers.combos.picks import Picks
from offers.combos.ranges import range_of_combo
from offers.combos.selectors import ComboDetail, defaults, detail
from storefront import combos, pace, sharing_combos
from storefront.pages import render_public
from storefront.views.cart import added, at_least_one

PAGE, FRAGMENT = "storefront/combo.html", "storefront/_combo.html"


@require_safe
@public
def combo(request: HttpRequest, slug: str) -> HttpResponse:
    found = _find(slug)
    return render_public(
        request,
        PAGE,
        _context(request, found, defaults(found.for_sale.combo)),
        fragment=FRAGMENT,
        shared=True,
        true_until=found.true_until,
    )


@require_POST
@public
@same_origin_only
def add(request: HttpRequest) -> HttpResponse:
    """Put a combo in, as picked. What its rules refuse comes back with the form, as typed."""
    pace.begin(request)
    found, typed = _find(request.POST.get("combo", "")[:130]), request.POST
    quantity, notes = typed.get("quantity", "1")[:6], typed.get("notes", "")[:300]
    picked: Picks = ()
    problems: tuple[Problem, ...] = ()
    try:
        picked = combos.read(typed, found.for_sale.combo)
        contents = operations.put_in_combo(
            session.load(request),
            combo_id=found.for_sale.id,
            chosen=picked,
            quantity=at_least_one(quantity),
            notes=notes,
            now=timezone.now(),
        )
    except Refusal as refusal:
        if isinstance(refusal, BadChoice):
            problems = refusal.problems
        again = {"quantity": quantity, "notes": notes, "refused": str(refusal)}
        context = _context(request, found, picked, problems, **again)
        return render_public(request, PAGE, context, fragment=FRAGMENT, status=422)
    session.save(request, contents)
    return added(request, contents, found.for_sale.name)


def _find(slug: str) -> ComboDetail:
    found = None if "\0" in slug else detail(slug, timezone.now())
    if found is None:
        raise Http404
    return found


def _context(
    request: HttpRequest,
    found: ComboDetail,
    picked: Picks,
    problems: tuple[Problem, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    sold = found.for_sale
    return {
        "combo": found,
        "sold": sold,
        "in_sheet": wants_fragment(request),
        "controls": combos.draw(sold.combo, found.items, picked, problems),
        "prices": range_of_combo(sold.combo),
        "share": sharing_combos.links(request, sold),
        "meta": sharing_combos.meta_of(request, found),
        "quantity": 1,
        "notes": "",
        **more,
    }
