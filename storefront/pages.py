"""Answering with a public page: slots filled on the way out, kept whole where it may be."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from flowt.htmx import wants_fragment
from storefront.store import store_of


def render_public(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
    shared: bool = False,
    true_until: datetime | None = None,
) -> HttpResponse:
    """Render a page whose slots the page cache fills; `fragment` instead where htmx asks.

    `shared` says that nothing but the slots depends on the person, so it may be kept for all;
    `true_until` (aware) is when it must be made anew although nothing was written. When the
    business opens or closes, every page is.
    """
    store = store_of(request.tenant, timezone.now())  # type: ignore[attr-defined]
    name = fragment if fragment and wants_fragment(request) else template
    moments = [at for at in (true_until, store.next_change) if at]
    until = min(moments, default=None)
    context = {"store": store, "true_until": until, **(context or {})}
    response = render(request, name, context, status=status)
    response.has_slots = True  # type: ignore[attr-defined]
    response.is_shared = shared  # type: ignore[attr-defined]
    response.true_until = until  # type: ignore[attr-defined]
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response
