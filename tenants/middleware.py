"""Binding the session to its site, and the request to its tenant."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import split_domain_port
from django.utils import translation

from flowt import versions
from flowt.errors_pages import render_error
from flowt.sessions import SessionStore
from tenants import hosts
from tenants.models import Tenant

GetResponse = Callable[[HttpRequest], HttpResponse]
PARAMETERS = ("tenant", "cod_tenant")
SESSION_KEY = "tenant"
MAIN_SITE = "main"  # as accounts.site names it
ALWAYS_MAIN = ("/console/", "/instalar/", "/healthz", "/hostz", "/metrics", "/static/")
BY_HOST_ALONE = (*ALWAYS_MAIN, "/api/")  # programs call a business at its own host
WHILE_SUSPENDED = (*ALWAYS_MAIN, "/tema.css")
ACCOUNT = "/conta/"  # signing in and choosing a business: on the main host, open to everybody


class TenantMiddleware:
    """Finds the tenant: host or own domain, then `?tenant=`, then the session.

    Sets `request.tenant` (None on the main host without one) and `request.is_main_host`. Unknown
    hosts and tenants get 404, suspended ones 403, each with a page of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        try:
            host = _host_of(request)
        except DisallowedHost:
            return HttpResponseBadRequest(b"This host name is not valid.", "text/plain")
        request.tenant, request.is_main_host = None, hosts.is_main_host(host)
        if request.is_main_host:
            _bind_session(request, MAIN_SITE)
            refused = self._from_parameters(request)
        else:
            request.versions = _versions_at(host)
            request.tenant = hosts.by_host(host, request.versions[hosts.VERSION])
            refused = None if request.tenant else _unknown(request)
            _bind_session(request, request.tenant.schema_name if request.tenant else "")
        return refused or self._serve(request)

    def _serve(self, request: Any) -> HttpResponse:
        tenant: Tenant | None = request.tenant
        if tenant is not None and not tenant.is_active and request.path.startswith(ACCOUNT):
            tenant = request.tenant = None if request.is_main_host else tenant
        if tenant is None:
            return self.get_response(request)
        connection.set_tenant(tenant)
        structlog.contextvars.bind_contextvars(tenant=tenant.schema_name)
        if not tenant.is_active and not request.path.startswith(WHILE_SUSPENDED):
            return _refuse(request, 403, "errors/tenant_suspended.html", tenant.language)
        return self.get_response(request)

    def _from_parameters(self, request: Any) -> HttpResponse | None:
        """On the main host: the parameter chooses and is kept; else the session's choice stands."""
        if request.path.startswith(BY_HOST_ALONE):
            return None
        for name in PARAMETERS:
            if name not in request.GET:
                continue
            reference = request.GET[name]
            if not reference:  # an empty one leaves the tenant
                request.session.pop(SESSION_KEY, None)
                return None
            request.tenant = hosts.by_reference(reference)
            if request.tenant is None:
                return _unknown(request)
            if request.session.get(SESSION_KEY) != request.tenant.schema_name:
                request.session[SESSION_KEY] = request.tenant.schema_name
            return None
        schema = request.session.get(SESSION_KEY)
        if schema:
            request.tenant = hosts.by_schema(schema)
        return None


def _host_of(request: Any) -> str:
    """Return the host's one form, and let the request carry that: caches and links know no other.

    Behind HTTPS its port is the public one, or this process's own. Raises DisallowedHost.
    """
    name, port = split_domain_port(request.get_host())
    if name.endswith("."):
        raise DisallowedHost(name)
    if settings.FLOWT_HTTPS:
        public = str(settings.FLOWT_PUBLIC_PORT)
        if port not in {"", public, str(settings.FLOWT_PORT)}:
            raise DisallowedHost(f"{name}:{port}")
        port = "" if public == "443" else public
    if "HTTP_HOST" in request.META:
        request.META["HTTP_HOST"] = f"{name}:{port}" if port else name
    return name


def _bind_session(request: Any, site: str) -> None:
    """Tell the session which site asks, before anybody reads it; "" where the host is nobody's."""
    if isinstance(request.session, SessionStore):
        request.session.bind(site)


def _versions_at(host: str) -> dict[str, int]:
    """Read in one trip what the tenant, and the page cache after it, will ask for."""
    guess = hosts.last_at(host)
    names = [hosts.VERSION, *([versions.of_menu(guess.schema_name)] if guess else [])]
    return dict(zip(names, versions.read(*names), strict=True))


def _unknown(request: Any) -> HttpResponse:
    return _refuse(request, 404, "errors/tenant_unknown.html", settings.LANGUAGE_CODE)


def _refuse(request: Any, status: int, template: str, language: str) -> HttpResponse:
    """Render a page before the language is chosen: the person's own, else the given one."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    with translation.override(chosen if chosen in dict(settings.LANGUAGES) else language):
        return render_error(request, status, template=template)
