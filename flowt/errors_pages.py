"""Error pages, in the tenant's look where one is bound."""

import sys
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from flowt.errors import Refusal, TooMany

log = structlog.get_logger()
KNOWN = {400, 403, 404, 405, 410, 413, 422, 429, 500, 503}


def render_error(
    request: HttpRequest, status: int, *, sentence: str = "", template: str = ""
) -> HttpResponse:
    """Render the page of `status`; htmx gets the sentence as a short fragment instead."""
    context = {"sentence": sentence, "status": status}
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        body = render_to_string("errors/_fragment.html", context, request)
        response = HttpResponse(body, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response
    page = template or f"errors/{status if status in KNOWN else 500}.html"
    try:
        return HttpResponse(render_to_string(page, context, request), status=status)
    except TemplateDoesNotExist:
        raise
    except Exception:
        log.exception("error_page_failed", page=page)
        return HttpResponse(render_to_string("errors/500.html", {}), status=status)


def with_wait(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """Say in Retry-After how long a refusal for haste lasts."""
    if isinstance(refusal, TooMany) and refusal.retry_after_seconds:
        response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of what cannot be read, or is more than is read."""
    return render_error(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render_error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a bug, or of a database that does not answer. It asks the database nothing."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("errors/503.html", {}), status=503)
        response["Retry-After"] = "5"
        return response
    return HttpResponse(render_to_string("errors/500.html", {"request": request}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **extra: Any) -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say so, and how to go on."""
    return render_error(request, 403, template="errors/csrf.html")
