"""What every request is measured by, from outside all that answers it."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from flowt import metrics, tracing
from flowt.health import LIVEZ, livez

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "(none)"  # nothing was matched: 404s, static files, refused hosts


class ObserveMiddleware:
    """Answers `/livez` before anything else is asked; counts and times all other requests."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == LIVEZ:
            answer: HttpResponse = livez(request)
            return answer
        began = time.perf_counter()
        response = self._traced(request) if tracing.is_on() else self.get_response(request)
        seconds = time.perf_counter() - began
        tenants = metrics.class_of(getattr(request, "tenant", None))
        route = route_of(request)
        method = request.method if request.method in METHODS else "OTHER"
        metrics.requests.add(route, str(method), str(response.status_code), tenants)
        metrics.request_seconds.observe(seconds, route, tenants)
        return response

    def _traced(self, request: HttpRequest) -> HttpResponse:
        with tracing.span("request", kind="server", is_root=True, counts_sql=True) as span:
            response = self.get_response(request)
            route = route_of(request)
            span.name = f"{request.method} {route}"
            span.attributes |= {"http.route": route, "http.request.method": str(request.method)}
            span.attributes["http.response.status_code"] = response.status_code
            if tenant := getattr(request, "tenant", None):
                span.attributes["flowt.tenant"] = tenant.schema_name
            if response.status_code >= 500:
                span.error = str(response.status_code)
        return response


def route_of(request: HttpRequest) -> str:
    """Name the route: a view's name, never an address. A kept page says so itself."""
    match = request.resolver_match
    if match is None:
        return getattr(request, "route", NO_ROUTE)
    return match.view_name or match._func_path
