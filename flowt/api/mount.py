"""The API as Django sees it: the routers of all apps under one roof.

An app that has routes brings `api.py` with a `router`. Routers may share a path, each with methods
of its own.
"""

import json
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.module_loading import module_has_submodule
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation, PathView

from flowt.api import etags, openapi, problems, validation
from flowt.api.answers import CONTENT_TYPE, not_modified, open_to_all
from flowt.api.endpoint import endpoint
from flowt.api.parsing import StrictParser
from flowt.api.problems import OF_STATUS, Problem
from flowt.errors import Refusal
from flowt.permissions import public

VERSION = "1.0.0"


class FlowtAPI(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.view_func.__name__)


@cache
def the_api() -> NinjaAPI:
    """Gather the routers, and say what each exception is answered with."""
    api = FlowtAPI(title="Flowt", version=VERSION, openapi_url=None, parser=StrictParser())
    api.get("/openapi.json", include_in_schema=False)(openapi_document)
    for config in apps.get_app_configs():
        if config.name in settings.TENANT_APPS and module_has_submodule(config.module, "api"):
            api.add_router("", import_module(f"{config.name}.api").router)
    api.add_exception_handler(Exception, _raise)  # Django's own handler notes it
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(Refusal, _refusal)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, _not_found)
    return api


@cache
def the_paths() -> dict[str, PathView]:
    """Return every path with all its operations, also those of several apps."""
    found: dict[str, PathView] = {}
    for router in the_api()._get_bound_routers():
        for route, view in router.path_operations.items():
            mine = found.setdefault(route, PathView())
            mine.operations.extend(view.operations)
    return found


def url_patterns() -> list[URLPattern]:
    return [
        path(_django_route(route), public(endpoint(view)), name=_name(view))
        for route, view in the_paths().items()
    ]


@open_to_all(cors=True)
def openapi_document(request: HttpRequest) -> HttpResponse:
    _document, body, etag = _documents(get_language())
    if etags.is_known(request, etag):
        return not_modified(etag)
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    return HttpResponse(body, content_type=CONTENT_TYPE, headers=headers)


def document_in(language: str) -> dict[str, Any]:
    """Return the document in the language that is active. Read it only."""
    return _documents(language)[0]


@cache
def _documents(language: str) -> tuple[dict[str, Any], bytes, str]:
    """Return the document in the active language, as it is sent, and its ETag. Once a process."""
    found = openapi.build(the_api(), the_paths())
    body = json.dumps(found, ensure_ascii=False).encode()
    return found, body, etags.etag_of(body)


def _django_route(route: str) -> str:
    """`/orders/{token}` becomes `orders/<token>`. What a value may be is pydantic's to say."""
    return route.lstrip("/").replace("{", "<").replace("}", ">")


def _name(view: PathView) -> str:
    return view.operations[0].view_func.__name__


def _raise(request: HttpRequest, error: Any) -> HttpResponse:
    raise error


def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return problems.response(problem)


def _refusal(request: HttpRequest, refusal: Any) -> HttpResponse:
    return problems.of_refusal(refusal)


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(Problem("not_found"))


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(validation.problem_of(error))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(Problem(OF_STATUS.get(error.status_code, "bad_request")))
