"""Coupons: typed in the cart, taken out again, or come by a link."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cart import operations, session
from flowt.errors import Refusal, TooMany
from flowt.errors_pages import with_wait
from flowt.htmx import go_to, wants_fragment
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from flowt.tenancy import current_schema
from storefront import pace
from storefront.carts import look_at
from storefront.coupons import keep_code
from storefront.views.cart import CART, WELCOME, show


@require_POST
@public
@same_origin_only
def add(request: HttpRequest) -> HttpResponse:
    """Put a coupon in. One that will not come to count is said so, and not kept."""
    pace.begin(request)
    typed = request.POST.get("code", "")[:60]
    try:
        keep_code(request, typed)
    except Refusal as refusal:
        return _refused(request, typed, refusal, status=422)
    return _changed(request)


@require_POST
@public
@same_origin_only
def remove(request: HttpRequest, code: str) -> HttpResponse:
    contents = session.load(request)
    session.save(request, operations.remove_code(contents, code=code))
    return _changed(request)


@require_safe
@public
def link(request: Any, code: str) -> HttpResponse:
    """Come by a link that was passed on: the coupon waits in the cart, the menu is shown."""
    pace.begin(request)
    try:
        kept = keep_code(request, code)
    except Refusal as refusal:
        return _refused(request, code[:60], refusal, status=404)
    words = {"code": kept.code, "label": kept.label}
    welcome = _("The coupon %(code)s (%(label)s) is in your cart.") % words
    request.session[WELCOME + current_schema()] = welcome
    return go_to(request, reverse("storefront:menu"))


def _changed(request: HttpRequest) -> HttpResponse:
    if wants_fragment(request):
        return show(request, look_at(request))
    return go_to(request, reverse(CART))


def _refused(request: Any, typed: str, refusal: Refusal, *, status: int) -> HttpResponse:
    status = TooMany.status if isinstance(refusal, TooMany) else status
    view = look_at(request)
    told = {"typed_code": typed, "code_refused": str(refusal)}
    return with_wait(show(request, view, status=status, **told), refusal)
