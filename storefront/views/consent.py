"""The choice about one's own data: made, changed, taken back. Works without a script."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from flowt import clients, limits
from flowt.permissions import public
from flowt.same_origin import same_origin_only
from people import choices
from people.operations import record_consent, revoke_consent
from storefront.pages import render_public


@require_http_methods(["GET", "HEAD", "POST"])
@public
@same_origin_only
def consent(request: HttpRequest) -> HttpResponse:
    """Show the choice that stands, and take a new one: all, some, the necessary, or none."""
    standing = choices.read(request)
    if request.method != "POST":
        return render_public(request, "storefront/consent.html", {"standing": standing})
    limits.guard("consent", clients.network_of(request))
    choice = request.POST.get("choice", "")
    response = HttpResponseRedirect(_way_back(request))
    if choice == "revoke":
        if standing:
            revoke_consent(visitor_id=standing.visitor_id)
        choices.forget(response)
        return response
    purposes = _purposes(choice, request.POST.getlist("purpose"))
    visitor_id = standing.visitor_id if standing else uuid4()
    source = "page" if "purpose_form" in request.POST else "banner"
    record_consent(visitor_id=visitor_id, purposes=purposes, source=source)
    choices.write(response, visitor_id, purposes)
    return response


def _purposes(choice: str, ticked: list[str]) -> list[str]:
    if choice == "all":
        return list(choices.OPTIONAL)
    return (
        [purpose for purpose in choices.OPTIONAL if purpose in ticked] if choice == "some" else []
    )


def _way_back(request: Any) -> str:
    """Where the choice was made, if that is on this host; else the menu."""
    wanted = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and is_safe else reverse("storefront:menu")
