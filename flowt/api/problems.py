"""Errors as RFC 9457 has them: every answer under /api/ that is not a success has this form."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flowt import origin
from flowt.errors import Refusal

CONTENT_TYPE = "application/problem+json"
DOCS = "/api/#problem-"
Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """One kind of problem. Its code is a promise; title and detail are for people."""

    status: int
    title: Text
    detail: Text


KINDS: dict[str, Kind] = {
    "bad_request": Kind(400, _("Bad request"), _("The request could not be understood.")),
    "idempotency_key_missing": Kind(
        400, _("Idempotency-Key missing"), _("Send an Idempotency-Key, such as a new UUID.")
    ),
    "unauthorized": Kind(401, _("No valid API key"), _("Send a valid key of this business.")),
    "forbidden": Kind(403, _("Not allowed"), _("This key may not do that.")),
    "tenant_suspended": Kind(403, _("Paused"), _("This business is paused for the moment.")),
    "not_found": Kind(404, _("Not found"), _("There is nothing at this address.")),
    "tenant_unknown": Kind(404, _("No such business"), _("No business is known at this host.")),
    "method_not_allowed": Kind(
        405, _("Method not allowed"), _("This address does not take this method; see Allow.")
    ),
    "not_acceptable": Kind(406, _("Not acceptable"), _("Answers are application/json.")),
    "conflict": Kind(409, _("Conflict"), _("It does not fit the present state.")),
    "idempotency_key_reused": Kind(
        409, _("Idempotency-Key reused"), _("This key was sent before with another request.")
    ),
    "request_in_progress": Kind(
        409, _("Still in progress"), _("The same request is being answered. Ask again shortly.")
    ),
    "price_changed": Kind(
        409, _("The price changed"), _("The order does not come to the expected total.")
    ),
    "gone": Kind(410, _("Gone"), _("What was here has ended.")),
    "length_required": Kind(411, _("Length required"), _("Send the body with a Content-Length.")),
    "precondition_failed": Kind(
        412, _("Changed meanwhile"), _("It is no longer as your If-Match says. Read it again.")
    ),
    "payload_too_large": Kind(413, _("Too large"), _("The body is larger than is taken here.")),
    "unsupported_media_type": Kind(
        415, _("Unsupported media type"), _("Send the body as application/json.")
    ),
    "invalid_fields": Kind(422, _("Fields not valid"), _("Some fields are not valid.")),
    "refused": Kind(422, _("Not possible now"), _("This cannot be done right now.")),
    "too_many_requests": Kind(
        429, _("Too many requests"), _("Too many requests in too little time. Wait a moment.")
    ),
    "server_error": Kind(500, _("Our mistake"), _("Something went wrong here. We were told.")),
    "unavailable": Kind(503, _("Unavailable"), _("A part of us does not answer. Try again soon.")),
}
OF_STATUS = {  # what a bare status means
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    411: "length_required",
    412: "precondition_failed",
    413: "payload_too_large",
    415: "unsupported_media_type",
    422: "refused",
    429: "too_many_requests",
    503: "unavailable",
}


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. `field` is a JSON pointer into what `source` names."""

    field: str
    message: Text
    source: str = "body"  # body, query, path or header

    def plain(self) -> dict[str, str]:
        return {"in": self.source, "field": self.field, "message": str(self.message)}


class Problem(Exception):
    """Raised to answer with a problem of `KINDS`; `extra` adds members of its own."""

    def __init__(
        self,
        code: str,
        detail: Text = "",
        *,
        errors: tuple[FieldError, ...] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        self.code, self.detail, self.errors = code, detail, errors
        self.headers, self.extra = headers or {}, extra
        super().__init__(code)


def invalid(*errors: FieldError) -> Problem:
    return Problem("invalid_fields", errors=errors)


@dataclass(frozen=True)
class Document:
    """A problem as it is sent, before it becomes text in the reader's language."""

    code: str
    status: int
    title: Text
    detail: Text
    errors: tuple[FieldError, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        where = origin.current()
        found = {
            "type": f"{DOCS}{self.code.replace('_', '-')}",
            "title": str(self.title),
            "status": self.status,
            "detail": str(self.detail),
            "instance": f"urn:flowt:request:{where.request_id}",
            "code": self.code,
            "request_id": where.request_id,
            "errors": [error.plain() for error in self.errors],
            **self.extra,
        }
        return json.dumps(found, ensure_ascii=False).encode()


def response(problem: Problem) -> HttpResponse:
    kind = KINDS[problem.code]
    document = Document(
        problem.code,
        kind.status,
        kind.title,
        problem.detail or kind.detail,
        problem.errors,
        problem.extra,
    )
    return _answer(document, problem.headers)


def of_refusal(refusal: Refusal, *errors: FieldError) -> HttpResponse:
    """Answer with a refusal's own sentence; its code is the refusal's name."""
    known = OF_STATUS.get(refusal.status, "refused")
    code = _snake(type(refusal).__name__) if refusal.status in (409, 422) else known
    kind = KINDS[known]
    headers = {}
    if seconds := getattr(refusal, "retry_after_seconds", None):
        headers["Retry-After"] = str(seconds)
    return _answer(Document(code, refusal.status, kind.title, str(refusal), errors), headers)


def of_response(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Turn an error that something else answered with into a problem; its headers stay."""
    code = OF_STATUS.get(answer.status_code, "server_error")
    tenant = getattr(request, "tenant", None)
    if answer.status_code == 403 and tenant is not None and not tenant.is_active:
        code = "tenant_suspended"
    elif answer.status_code == 404 and tenant is None:
        code = "tenant_unknown"
    kind = KINDS[code]
    kept = {name: answer[name] for name in ("Allow", "Retry-After") if answer.has_header(name)}
    return _answer(Document(code, answer.status_code, kind.title, kind.detail), kept)


def is_problem(answer: HttpResponse) -> bool:
    return answer.get("Content-Type", "").startswith(CONTENT_TYPE)


def _answer(document: Document, headers: dict[str, str]) -> HttpResponse:
    answer = HttpResponse(document.body(), status=document.status, content_type=CONTENT_TYPE)
    for name, value in headers.items():
        answer[name] = value
    return answer


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
