"""What surrounds every route: method, caller, limits, what was sent and what is wanted back.

The order matters: who may not call learns nothing about the body, and a body that is too large is
not read.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.operation import Operation, PathView

from flowt import limits, origin
from flowt.api import callers, problems
from flowt.api.languages import language_of
from flowt.api.parsing import read_json
from flowt.api.problems import FieldError, Problem, invalid
from flowt.errors import Refusal

MOST_BYTES = 256 * 1024
JSON = "application/json"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
PREFLIGHT_KEPT_SECONDS = "86400"
CORS_HEADERS = "Accept, Accept-Language, If-None-Match, X-Request-ID"
CORS_READABLE = (
    "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID, Content-Language"
)


def endpoint(view: PathView) -> Callable[..., HttpResponse]:
    """Return the Django view of one path, whatever apps its methods come from."""
    by_method = {method: one for one in view.operations for method in one.methods}
    allowed = ", ".join(sorted({*by_method, "OPTIONS", *(["HEAD"] if "GET" in by_method else [])}))

    def run(request: Any, **kwargs: Any) -> HttpResponse:
        translation.activate(language_of(request))
        operation = by_method.get("GET" if request.method == "HEAD" else str(request.method))
        try:
            if request.method == "OPTIONS":
                return _options(by_method, allowed)
            if operation is None:
                raise Problem("method_not_allowed", headers={"Allow": allowed})
            answer = _run(request, operation, kwargs)
        except Problem as problem:
            answer = problems.response(problem)
        except Refusal as refusal:
            answer = problems.of_refusal(refusal)
        if operation is not None and getattr(operation.view_func, "flowt_cors", False):
            answer["Access-Control-Allow-Origin"] = "*"
            answer["Access-Control-Expose-Headers"] = CORS_READABLE
        return answer

    run.csrf_exempt = True  # type: ignore[attr-defined] # no cookie is read here
    return run


def _run(request: Any, operation: Operation, kwargs: Any) -> HttpResponse:
    view: Any = operation.view_func
    origin.amend(source="api")
    request.api_caller = caller = callers.caller_of(request)
    request.api_limit = callers.take(caller, getattr(view, "flowt_rate", "api.public"))
    if not request.api_limit.allowed:
        raise Problem("too_many_requests", headers=limits.headers(request.api_limit))
    if scopes := getattr(view, "flowt_scopes", ()):
        callers.require(caller, *scopes)
    _check_accept(request)
    _check_query(request, operation)
    if request.method in WITH_BODY:
        request.api_json = _read(request, operation)
    if any("\0" in value for value in kwargs.values()):
        raise Problem("not_found")
    return _answer(request, operation, kwargs)


def _answer(request: Any, operation: Operation, kwargs: Any) -> HttpResponse:
    """HEAD is answered as GET is, without the body."""
    is_head, request.method = request.method == "HEAD", request.method.replace("HEAD", "GET")
    answer: HttpResponse = operation.run(request, **kwargs)  # type: ignore[assignment]
    if is_head:
        request.method = "HEAD"
        answer["Content-Length"] = str(len(answer.content))
        answer.content = b""
    return answer


def _check_accept(request: HttpRequest) -> None:
    if not (request.accepts(JSON) or request.accepts(problems.CONTENT_TYPE)):
        raise Problem("not_acceptable")


def _check_query(request: HttpRequest, operation: Operation) -> None:
    """A filter that is misspelt must not quietly return everything."""
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        sentence = _("This parameter is not known here.")
        raise invalid(*(FieldError(f"/{name[:80]}", sentence, "query") for name in unknown[:20]))
    if any("\0" in value for values in request.GET.lists() for value in values[1]):
        raise Problem("bad_request", _("A parameter holds a character we cannot keep."))


def _read(request: HttpRequest, operation: Operation) -> Any:
    """Return the body of a request that takes one; without a body there is none to read."""
    takes_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length and request.headers.get("Transfer-Encoding"):
        raise Problem("length_required")
    size = int(length) if length.isascii() and length.isdigit() else 0
    if size > MOST_BYTES:
        detail = _("A body may have %(count)s kB at most.") % {"count": MOST_BYTES // 1024}
        raise Problem("payload_too_large", detail)
    if not takes_body:
        if size:
            raise Problem("bad_request", _("This request takes no body."))
        return None
    if not size:
        raise Problem("bad_request", _("The body is empty."))
    if request.content_type != JSON or request.headers.get("Content-Encoding"):
        raise Problem("unsupported_media_type", headers={"Accept-Post": JSON})
    return read_json(request.body)


def _options(by_method: dict[str, Operation], allowed: str) -> HttpResponse:
    """Say what the path takes; to browsers, also what pages of other origins may do."""
    answer = HttpResponse(status=204, headers={"Allow": allowed})
    del answer["Content-Type"]
    read = by_method.get("GET")
    if read is not None and getattr(read.view_func, "flowt_cors", False):
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Allow-Methods"] = "GET, HEAD"
        answer["Access-Control-Allow-Headers"] = CORS_HEADERS
        answer["Access-Control-Max-Age"] = PREFLIGHT_KEPT_SECONDS
    return answer
