"""Settings: the addresses of a business. And what the reverse proxy asks before a certificate."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flowt.htmx import HtmxRequest, wants_fragment
from flowt.permissions import public, require_permission
from tenants import hosts
from tenants.domains import operations
from tenants.domains.forms import DomainForm
from tenants.domains.models import DomainClaim
from tenants.domains.selectors import addresses_of, platform_host
from tenants.errors import CheckedJustNow, DomainAlreadyYours, NoSuchDomain, TooManyDomains
from tenants.settings.views import saved, show

_HOST = re.compile(r"[a-z0-9.-]{1,253}\Z")


@require_http_methods(["GET", "POST"])
@require_permission("settings.domains")
def domains(request: HtmxRequest) -> HttpResponse:
    """The addresses, what is to be done for each, and a form for one more."""
    form = DomainForm(request.POST or None)
    if form.is_valid():
        try:
            operations.claim_domain(request.tenant, actor=request.user, **form.cleaned_data)
        except (DomainAlreadyYours, TooManyDomains) as refusal:
            form.add_error("domain", str(refusal))
        else:
            sentence = _("Now create the record, so that we see the domain is yours.")
            return saved(request, "domains", _context(request), sentence)
    status = 422 if form.errors else 200
    return show(request, "domains", _context(request, form=form), status=status)


@require_POST
@require_permission("settings.domains")
def domain_check(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask DNS now."""
    claim = get_object_or_404(DomainClaim, pk=pk, tenant_id=request.tenant.pk)
    try:
        found = operations.check_domain(claim, actor=request.user)
    except CheckedJustNow as refusal:
        return show(request, "domains", _context(request, refusal=refusal), status=refusal.status)
    if found is not None and found.status == DomainClaim.Status.ACTIVE and not found.problem:
        return saved(request, "domains", _context(request), _("The address works."))
    if wants_fragment(request):  # what is missing stands beside the address
        return show(request, "domains", _context(request))
    messages.warning(request, _("Not yet: see what is missing."))
    return redirect("tenants:settings_domains")


@require_POST
@require_permission("settings.domains")
def domain_remove(request: HtmxRequest, pk: int) -> HttpResponse:
    """Give an address back. It leads nowhere with this answer."""
    claim = get_object_or_404(DomainClaim, pk=pk, tenant_id=request.tenant.pk)
    operations.give_back(claim, actor=request.user)
    return saved(request, "domains", _context(request), _("The address was removed."))


@require_POST
@require_permission("settings.domains")
def domain_primary(request: HtmxRequest) -> HttpResponse:
    """Choose the address that links, codes and messages carry."""
    host = request.POST.get("domain", "")[:253]
    try:
        operations.choose_primary(request.tenant, domain=host, actor=request.user)
    except NoSuchDomain as refusal:
        return show(request, "domains", _context(request, refusal=refusal), status=refusal.status)
    return saved(request, "domains", _context(request), _("This is the main address now."))


@require_safe
@public(scope="main")
def host_known(request: HttpRequest) -> HttpResponse:
    """200 if `?domain=` is served here, else 404: the reverse proxy asks before a certificate."""
    host = request.GET.get("domain", "").lower().rstrip(".")
    is_name = _HOST.match(host) is not None
    known = is_name and (hosts.is_main_host(host) or hosts.by_host(host) is not None)
    answer = HttpResponse(b"known" if known else b"unknown", "text/plain")
    answer.status_code = 200 if known else 404
    answer["Cache-Control"] = "no-store"
    return answer


def _context(request: HtmxRequest, **more: Any) -> dict[str, Any]:
    tenant = request.tenant
    return {
        "addresses": addresses_of(tenant),
        "points_at": platform_host(tenant),
        "form": DomainForm(),
        **more,
    }
