"""The OpenAPI 3.1 document: what ninja knows of the routes, and what it does not.

Ninja writes parameters, bodies and successes. Added here: every error a route may answer with, the
headers, who may call, and the language of the reader.
"""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from ninja import NinjaAPI
from ninja.operation import Operation, PathView

from flowt.api import problems, replies
from flowt.api.scopes import Scope

BASE = "/api/v1"
SECURITY = "ApiKey"
ALWAYS = (400, 401, 403, 404, 406, 422, 429, 500, 503)
WITH_BODY = (411, 413, 415)
NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    409: "Conflict",
    411: "LengthRequired",
    412: "PreconditionFailed",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    422: "Unprocessable",
    429: "TooManyRequests",
    500: "ServerError",
    503: "Unavailable",
}
ABOUT = N_(
    "Menu, orders and catalogue of one business. Every address is on the business's own host."
)
HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "X-Request-ID": (N_("Names this request; tell us when you ask about it."), {"type": "string"}),
    "Content-Language": (N_("The language of the texts in the answer."), {"type": "string"}),
    "RateLimit-Policy": (
        N_("The limit that counted: how many (q) within how many seconds (w)."),
        {"type": "string", "examples": ['"api.key";q=600;w=60']},
    ),
    "RateLimit": (
        N_("What is left (r), and the seconds until all is (t)."),
        {"type": "string", "examples": ['"api.key";r=599;t=60']},
    ),
    "Retry-After": (N_("Seconds to wait before another try."), {"type": "string"}),
    "ETag": (N_("Names this version, for If-None-Match and If-Match."), {"type": "string"}),
    "Location": (N_("Address of what was made."), {"type": "string"}),
    "Link": (N_("The next page, as rel=next."), {"type": "string"}),
    "Idempotency-Replayed": (N_("true where a stored reply was sent."), {"type": "string"}),
    "WWW-Authenticate": (
        N_("How to authenticate, and which scope is missing."),
        {"type": "string"},
    ),
    "Allow": (N_("The methods this address takes."), {"type": "string"}),
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "description": N_("Language of texts: pt-br or en. Without it, the business's own."),
        "schema": {"type": "string", "examples": ["pt-BR"]},
    },
    "IdempotencyKey": {
        "name": replies.HEADER,
        "in": "header",
        "description": N_("A new value for each new request, the same for its repeats: a UUID."),
        "schema": {
            "type": "string",
            "pattern": replies.FORM,
            "examples": ["0b2f2f1e-3c53-4d5f-9d0e-6f1c3a0e5d21"],
        },
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": N_("An ETag you have: 304 where it is still the present one."),
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": N_("The ETag you saw: 412 where somebody changed it since."),
        "schema": {"type": "string"},
    },
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": N_("What went wrong (RFC 9457)."),
    "required": ["type", "title", "status", "detail", "code", "request_id", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": N_("A sentence for people.")},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "description": N_("The kind of problem, for programs.")},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "field", "message"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header"]},
                    "field": {"type": "string", "description": N_("A JSON pointer (RFC 6901).")},
                    "message": {"type": "string"},
                },
            },
        },
    },
    "examples": [
        {
            "type": "/api/#problem-invalid-fields",
            "title": "Fields not valid",
            "status": 422,
            "detail": "Some fields are not valid.",
            "instance": "urn:flowt:request:6f1c3a0e5d21",
            "code": "invalid_fields",
            "request_id": "6f1c3a0e5d21",
            "errors": [{"in": "body", "field": "/customer/phone", "message": "This is required."}],
        }
    ],
}


def build(api: NinjaAPI, views: dict[str, PathView]) -> dict[str, Any]:
    """Return the document in the active language."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=""))
    found["servers"] = [{"url": BASE}]
    found["info"]["description"] = ABOUT
    for route, view in views.items():
        for operation in view.operations:
            for method in operation.methods:
                if operation.include_in_schema:
                    _complete(found["paths"][route][method.lower()], operation, method)
    _add_components(found["components"])
    return _plain(found)  # type: ignore[no-any-return]


def _complete(details: dict[str, Any], operation: Operation, method: str) -> None:
    view: Any = operation.view_func
    scopes: tuple[str, ...] = getattr(view, "flowt_scopes", ())
    optional: list[dict[str, Any]] = [{}, {SECURITY: []}]
    details["security"] = [{SECURITY: [scope]} for scope in scopes] or optional
    codes = set(ALWAYS)
    if any(model.__ninja_param_source__ == "body" for model in operation.models):
        codes |= set(WITH_BODY)
    required = getattr(view, "flowt_idempotent", None)
    has_if_match = "If-Match" in (operation.openapi_extra or {}).get("x-headers", ())
    codes |= {409} if required is not None else set()
    codes |= {412} if has_if_match else set()
    parameters = [_ref("parameters", "AcceptLanguage")]
    if required is not None:
        parameters.append({**PARAMETERS["IdempotencyKey"], "required": required})
    if has_if_match:
        parameters.append(_ref("parameters", "IfMatch"))
    is_tagged = "ETag" in (operation.openapi_extra or {}).get("x-headers", ())
    if is_tagged and method == "GET":
        parameters.append(_ref("parameters", "IfNoneMatch"))
        details["responses"][304] = {"description": N_("You have it already.")}
    details["parameters"] = [*details.get("parameters", ()), *parameters]
    for status, one in details["responses"].items():
        one["headers"] = _headers(int(status), operation)
    details["responses"] |= {code: _ref("responses", NAMES[code]) for code in sorted(codes)}
    details["responses"] = {str(k): v for k, v in sorted(details["responses"].items())}
    details.pop("x-headers", None)


def _headers(status: int, operation: Operation) -> dict[str, Any]:
    names = ["X-Request-ID", "Content-Language", "RateLimit-Policy", "RateLimit"]
    if 200 <= status < 400:
        names += (operation.openapi_extra or {}).get("x-headers", ())
        if getattr(operation.view_func, "flowt_idempotent", None) is not None:
            names.append("Idempotency-Replayed")
    return {name: _ref("headers", name) for name in names if name in HEADERS}


def _add_components(components: dict[str, Any]) -> None:
    components["schemas"]["Problem"] = PROBLEM
    components["headers"] = {
        name: {"description": about, "schema": schema} for name, (about, schema) in HEADERS.items()
    }
    components["parameters"] = PARAMETERS
    components["responses"] = {NAMES[status]: _problem_response(status) for status in (*NAMES,)}
    scopes = "\n".join(f"- `{scope.value}`: {scope.label}" for scope in Scope)
    about = gettext("A key of the business, from its settings. A scope says what it may do.")
    components["securitySchemes"] = {
        SECURITY: {"type": "http", "scheme": "bearer", "description": f"{about}\n\n{scopes}"}
    }


def _problem_response(status: int) -> dict[str, Any]:
    kinds = [kind for kind in problems.KINDS.values() if kind.status == status]
    names = ["X-Request-ID", "Content-Language"]
    names += {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status, [])
    return {
        "description": " / ".join(str(kind.title) for kind in kinds),
        "content": {problems.CONTENT_TYPE: {"schema": _ref("schemas", "Problem")}},
        "headers": {name: _ref("headers", name) for name in names},
    }


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _plain(value: Any, name: str = "") -> Any:
    """Copy it, with what people read in the active language."""
    if isinstance(value, dict):
        return {key: _plain(one, str(key)) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, name) for one in value]
    if name in ("description", "summary") and isinstance(value, str) and value:
        return gettext(value)
    return value
