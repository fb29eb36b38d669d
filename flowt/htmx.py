"""Who gets the fragment and who the whole page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request after all middleware: what views may rely on."""

    htmx: HtmxDetails
    user: Any  # signed in wherever a permission is asked for
    tenant: Any
    permissions: frozenset[str]
    role: str


def wants_fragment(request: HttpRequest) -> bool:
    """Is this htmx swapping a part, rather than following a boosted link or restoring history?"""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def render_page(
    request: HttpRequest,
    page: str,
    fragment: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `fragment` for htmx and `page` for all others, and say so to caches."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to `url` as a whole page, whether htmx or a form asked."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    response = HttpResponse(status=303)
    response["Location"] = url
    return response
