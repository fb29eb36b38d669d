"""The choice about one's own data: made, changed, taken back. Works without a script."""

from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from flowt.permissions import public
from flowt.same_origin import same_origin_only
from people.models import Consent
from people.operations import record_consent, revoke_consent
from storefront.pages import render_public
from storefront.slots import CONSENT_COOKIE

MAX_AGE_SECONDS = 60 * 60 * 24 * 180
ALL = (Consent.Purpose.ANALYTICS.value, Consent.Purpose.MARKETING.value)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def consent(request: HttpRequest) -> HttpResponse:
    """Show the choice that stands, and take a new one: all, some, the necessary, or none."""
    visitor_id, standing = read_cookie(request)
    if request.method != "POST":
        context = {"standing": standing, "has_chosen": visitor_id is not None}
        return render_public(request, "storefront/consent.html", context)
    choice = request.POST.get("choice", "")
    response = HttpResponseRedirect(_way_back(request))
    if choice == "revoke":
        if visitor_id:
            revoke_consent(visitor_id=visitor_id)
        response.delete_cookie(CONSENT_COOKIE, samesite="Lax")
        return response
    purposes = _purposes(choice, request.POST.getlist("purpose"))
    visitor_id = visitor_id or uuid4()
    source = "page" if "purpose_form" in request.POST else "banner"
    record_consent(visitor_id=visitor_id, purposes=purposes, source=source)
    _write_cookie(response, visitor_id, purposes)
    return response


def read_cookie(request: HttpRequest) -> tuple[UUID | None, frozenset[str]]:
    """Return who chose and what, as this browser says; (None, nothing) before a choice."""
    values = dict(parse_qsl(request.COOKIES.get(CONSENT_COOKIE, "")[:200]))
    try:
        visitor_id = UUID(values.get("v", ""))
    except ValueError:
        return None, frozenset()
    return visitor_id, frozenset(values.get("p", "").split(".")) & frozenset(ALL)


def _purposes(choice: str, ticked: list[str]) -> list[str]:
    if choice == "all":
        return list(ALL)
    return [purpose for purpose in ALL if purpose in ticked] if choice == "some" else []


def _write_cookie(response: HttpResponse, visitor_id: UUID, purposes: list[str]) -> None:
    response.set_cookie(
        CONSENT_COOKIE,
        urlencode({"v": visitor_id.hex, "p": ".".join(purposes)}),
        max_age=MAX_AGE_SECONDS,
        samesite="Lax",
        secure=settings.FLOWT_HTTPS,
    )


def _way_back(request: Any) -> str:
    """Where the choice was made, if that is on this host; else the menu."""
    wanted = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and is_safe else reverse("storefront:menu")
