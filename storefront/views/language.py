"""The visitor's language, from the foot of every public page."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from flowt.permissions import public
from flowt.same_origin import same_origin_only

A_YEAR = 60 * 60 * 24 * 365


@require_POST
@public
@same_origin_only
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language asked for, and go back to the page. An unknown one changes nothing."""
    response = HttpResponseRedirect(_way_back(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        cookie: dict[str, Any] = {
            "max_age": A_YEAR,
            "secure": settings.LANGUAGE_COOKIE_SECURE,
            "samesite": settings.LANGUAGE_COOKIE_SAMESITE,
        }
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, **cookie)
    return response


def _way_back(request: HttpRequest) -> str:
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, {request.get_host()}):
        return "/"
    parts = urlsplit(sender)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
