"""Keeps where a visit came from, before a kept page is served."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from flowt import origin
from tracking import attribution

GetResponse = Callable[[Any], HttpResponse]


class AttributionMiddleware:
    """Reads the query of a visit, and binds the journey's id to what a visitor sends.

    Costs nothing where the query says nothing, and never asks for a session on plain pages.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if getattr(request, "tenant", None) is not None:
            self._note(request)
        return self.get_response(request)

    @staticmethod
    def _note(request: Any) -> None:
        if request.path.startswith("/api/"):  # a program is no visit, and has no session
            return
        query = request.META.get("QUERY_STRING", "")
        if request.method == "GET":
            if query and attribution.tells_origin(query):
                attribution.capture(request)
            return
        if request.path.startswith("/painel/"):
            return
        if found := attribution.correlation_id(request):
            origin.amend(correlation_id=found)
