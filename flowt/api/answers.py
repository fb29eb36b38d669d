"""Answering: one function for what is sent back, and how views say what they ask of a caller."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from flowt.api import etags

View = TypeVar("View", bound=Callable[..., Any])
CONTENT_TYPE = "application/json"


def answer(
    document: BaseModel | None, *, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    """Return a document as JSON; None has no body."""
    if document is None:
        found = HttpResponse(status=204)
        del found["Content-Type"]
    else:
        found = HttpResponse(document.model_dump_json(), status=status, content_type=CONTENT_TYPE)
    for name, value in (headers or {}).items():
        found[name] = value
    return found


def answer_tagged(
    request: HttpRequest, document: BaseModel, *, status: int = 200, **headers: str
) -> HttpResponse:
    """Return a document with its ETag; 304 to a reader who has it."""
    etag = etags.etag_of(document)
    if request.method == "GET" and etags.is_known(request, etag):
        return not_modified(etag)
    kept = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return answer(document, status=status, headers={**kept, **headers})


def not_modified(etag: str) -> HttpResponse:
    found = HttpResponse(status=304)
    del found["Content-Type"]
    found["ETag"], found["Cache-Control"] = etag, "private, no-cache"
    return found


def needs(*scopes: str) -> Callable[[View], View]:
    """Let only keys call this that have any of `scopes`: `flowt.api.endpoint` asks first."""

    def decorate(view: View) -> View:
        view.flowt_scopes = scopes  # type: ignore[attr-defined]
        return view

    return decorate


def open_to_all(*, rate: str = "api.public", cors: bool = False) -> Callable[[View], View]:
    """Let anybody call this; without a key it counts by address under `rate`.

    `cors` lets pages of other origins read the answer (decision 53).
    """

    def decorate(view: View) -> View:
        view.flowt_rate, view.flowt_cors = rate, cors  # type: ignore[attr-defined]
        return view

    return decorate
