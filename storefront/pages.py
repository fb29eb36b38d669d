"""Answering with a public page: slots filled on the way out, kept whole where it may be."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_public(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    shared: bool = False,
    true_until: datetime | None = None,
) -> HttpResponse:
    """Render a page whose slots the page cache fills.

    `shared` says that nothing but the slots depends on the person, so it may be kept for all;
    `true_until` (aware) is when it must be made anew although nothing was written.
    """
    response = render(request, template, context, status=status)
    response.has_slots = True  # type: ignore[attr-defined]
    response.is_shared = shared  # type: ignore[attr-defined]
    response.true_until = true_until  # type: ignore[attr-defined]
    return response
