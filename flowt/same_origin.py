"""Posts from pages that are kept whole carry no CSRF token; their origin is checked instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.views.decorators.csrf import csrf_exempt

from flowt.errors_pages import csrf_failure

View = TypeVar("View", bound=Callable[..., Any])


def is_same_origin(request: HttpRequest) -> bool:
    """Does the browser say that a page of this very host sent this? No word counts as no."""
    fetched_by = request.headers.get("Sec-Fetch-Site")
    if fetched_by is not None:
        return fetched_by == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    parts = urlsplit(sender)
    return parts.scheme == request.scheme and parts.netloc == request.get_host()


def same_origin_only(view: View) -> Any:
    """Exempt a view from the token and refuse every unsafe request from another origin."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not is_same_origin(request):
            return csrf_failure(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)
