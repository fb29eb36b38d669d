"""What surrounds every request: ids, language, access, refusals."""

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from flowt import clients, origin
from flowt.errors import Refusal
from flowt.errors_pages import render_error, with_wait
from flowt.permissions import access_to
from flowt.tenancy import bind_public

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("flowt.access")
_REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{8,36}\Z")
QUIET = ("/static/", "/healthz", "/livez", "/metrics")  # not worth a line when all is well


class RequestContextMiddleware:
    """Gives the request its id and journey, logs one line for it, leaves nothing bound behind."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        if not request.path.startswith("/api/"):  # a program is told
            request.META["QUERY_STRING"] = _without_nul(request.META.get("QUERY_STRING", ""))
        request.META["REMOTE_ADDR"] = clients.address(request.META, settings.FLOWT_TRUSTED_PROXIES)
        request_id = given if _REQUEST_ID.match(given) else uuid4().hex
        where = origin.Origin(
            uuid4(), request_id, ip=request.META.get("REMOTE_ADDR", ""), source="web"
        )
        bind_public()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            with origin.bound(where):
                response = self.get_response(request)
                self._log(request, response, started)
        finally:
            bind_public()
            translation.deactivate()
            timezone.deactivate()
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        return response

    @staticmethod
    def _log(request: HttpRequest, response: HttpResponse, started: float) -> None:
        if request.path.startswith(QUIET) and response.status_code < 500:
            return
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
            correlation_id=str(origin.current().correlation_id),
        )


def _without_nul(query: str) -> str:
    """No text of PostgreSQL holds a NUL, and nobody types one: an address loses it."""
    while "%00" in query:
        query = query.replace("%00", "")
    return query


class LanguageMiddleware:
    """The person's own choice, else the tenant's language; times in the tenant's zone.

    The first who can answer in words: a path that holds a NUL leads nowhere.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.known else getattr(tenant, "language", "")
        translation.activate(language or settings.LANGUAGE_CODE)
        if tenant is not None:
            timezone.activate(tenant.time_zone)
        request.LANGUAGE_CODE = translation.get_language()
        if "\0" in request.path_info:
            return render_error(request, 404)
        return self.get_response(request)


class AccessMiddleware:
    """Refuses every route that does not allow the caller, and every route that says nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        access = access_to(request.resolver_match)
        if access is None:
            raise Http404("this route declares no permission")
        if access.scope == "tenant" and request.tenant is None:
            return render_error(request, 404, template="errors/tenant_unknown.html")
        if access.scope == "main" and not request.is_main_host:
            raise Http404("only on the main host")
        if access.permission is None:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if access.permission == "" or access.permission in request.permissions:
            return None
        if access.scope == "tenant" and not request.role:
            return render_error(request, 403, template="errors/not_a_member.html")
        return render_error(request, 404 if access.scope == "main" else 403)


class RefusalMiddleware:
    """A refusal that no view caught becomes a page, or a fragment, with its status.

    So does what a person finds who opens the address of a form: a method that is not taken.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_person = "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or response.content or not is_person:
            return response
        page = render_error(request, 405)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        return with_wait(render_error(request, error.status, sentence=str(error)), error)


def _to_sign_in(request: Any) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER")
    url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here or '/painel/'})}"
    if request.htmx:
        return HttpResponseClientRedirect(url)
    response = HttpResponse(status=302)
    response["Location"] = url
    return response
