"""Under /api/ all is for programs: no cookie goes in or out, and every error is a problem."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from flowt import limits
from flowt.api import problems
from flowt.api.languages import language_of

PREFIX = "/api/"  # itself the page that explains it
GetResponse = Callable[[HttpRequest], HttpResponse]


def is_api(path: str) -> bool:
    return path.startswith(PREFIX) and path != PREFIX


class ApiMiddleware:
    """Stands outside the session and the tenant, so that what they answer is seen here too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if not is_api(request.path):
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        answer = self.get_response(request)
        language = language_of(request)
        if answer.status_code >= 300 and answer.status_code != 304:
            answer = self._as_problem(request, answer, language)
        answer.cookies.clear()
        answer["Content-Language"] = answer.get("Content-Language", language)
        patch_vary_headers(answer, ["Accept-Language", "Authorization"])
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "no-store"
        if verdict := getattr(request, "api_limit", None):
            for name, value in limits.headers(verdict).items():
                answer[name] = value
        return answer

    @staticmethod
    def _as_problem(request: HttpRequest, answer: HttpResponse, language: str) -> HttpResponse:
        """A redirect is one too: nothing here lives at another address."""
        if problems.is_problem(answer):
            return answer
        if answer.status_code < 400:
            answer = HttpResponse(status=404)
        with translation.override(language):
            return problems.of_response(request, answer)
