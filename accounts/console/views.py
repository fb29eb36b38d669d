"""The global console: every business of the installation."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.console.forms import FindForm, OpenForm, SuspendForm
from accounts.console.selectors import figures, find_tenants, primary_hosts, suggest_slug
from accounts.operations.businesses import open_business
from accounts.selectors import invitations_of, team_of
from accounts.trail import read_line
from accounts.views.trail import trail_context
from flowt.audit.models import AuditEntry
from flowt.audit.selectors import trail_page
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.parking import parked_work
from flowt.permissions import require_permission
from tenants import schemas
from tenants.domains.selectors import addresses_of
from tenants.errors import SlugTaken
from tenants.hours_text import describe_week
from tenants.models import Tenant
from tenants.operations import reactivate_tenant, suspend_tenant
from tenants.selectors import profiles_of, public_url, schedule_of

PER_PAGE = 25


@require_safe
@require_permission("console.view")
def home(request: HtmxRequest) -> HttpResponse:
    """How many businesses there are, the newest ones, and what happened last."""
    newest = list(find_tenants()[:6])
    context = {
        "figures": figures(),
        "newest": _rows(newest),
        "lines": [read_line(entry) for entry in AuditEntry.objects.order_by("-id")[:8]],
    }
    return render(request, "accounts/console/home.html", context)


@require_safe
@require_permission("console.tenants")
def tenants(request: HtmxRequest) -> HttpResponse:
    """The list of businesses: search, status, order, pages."""
    form = FindForm(request.GET)
    page = Paginator(find_tenants(**form.wanted()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": _rows(list(page.object_list)),
        "figures": figures(),
        "status": request.GET.get("status", ""),
    }
    page_template, list_template = "accounts/console/tenants.html", "accounts/console/_tenants.html"
    return render_page(request, page_template, list_template, context)


@require_http_methods(["GET", "POST"])
@require_permission("console.tenants")
def create(request: HtmxRequest) -> HttpResponse:
    """Open a business and invite its owner. Its menu answers as soon as this returns."""
    form = OpenForm(request.POST or None)
    if form.is_valid():
        data = dict(form.cleaned_data)
        try:
            tenant, invited = open_business(actor=request.user, **data)
        except SlugTaken as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(request, _("%(name)s is open.") % {"name": tenant.name})
            if invited:  # shown once: the link is kept nowhere
                request.session["invited_url"] = invited.url
            return redirect("console:tenant", tenant.slug)
    status = 422 if form.errors else 200
    return render(request, "accounts/console/tenant_create.html", {"form": form}, status=status)


@require_safe
@require_permission("console.tenants")
def slug(request: HtmxRequest) -> HttpResponse:
    """Suggest a short name for the name typed so far."""
    form = OpenForm(initial={"slug": suggest_slug(request.GET.get("name", "")[:80])})
    return render(request, "accounts/console/_slug.html", {"field": form["slug"]})


@require_safe
@require_permission("console.tenants")
def tenant(request: HtmxRequest, slug: str) -> HttpResponse:
    """One business: hosts, team, settings in short, its history."""
    found = get_object_or_404(Tenant, slug=slug)
    history = AuditEntry.objects.of_tenant(found.pk)
    page = trail_page(history)
    context = {
        "business": found,
        "addresses": addresses_of(found),
        "members": team_of(found),
        "invitations": invitations_of(found),
        "profiles": [one for one in profiles_of(found).values() if one.is_enabled],
        "week": describe_week(schedule_of(found)),
        "parked": parked_work(found.pk).count(),
        "is_current": found.schema_fingerprint == schemas.fingerprint(),
        "menu_url": public_url(found, "/cardapio/"),
        "panel_url": public_url(found, "/painel/"),
        "lines": [read_line(entry) for entry in page.entries[:15]],
        "has_more": len(page.entries) > 15,
        "invited_url": request.session.pop("invited_url", ""),
    }
    return render(request, "accounts/console/tenant.html", context)


@require_http_methods(["GET", "POST"])
@require_permission("console.suspend")
def suspend(request: HtmxRequest, slug: str) -> HttpResponse:
    """Ask why, then close its pages at once."""
    found = get_object_or_404(Tenant, slug=slug)
    form = SuspendForm(request.POST or None)
    if form.is_valid():
        suspend_tenant(found, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("%(name)s is suspended.") % {"name": found.name})
        return go_to(request, _address(found))
    context = {"form": form, "business": found}
    status = 422 if form.errors else 200
    return render(request, "accounts/console/tenant_suspend.html", context, status=status)


@require_POST
@require_permission("console.suspend")
def reactivate(request: HtmxRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Tenant, slug=slug)
    reactivate_tenant(found, actor=request.user)
    messages.success(request, _("%(name)s is active again.") % {"name": found.name})
    return go_to(request, _address(found))


@require_safe
@require_permission("console.audit")
def audit(request: HtmxRequest) -> HttpResponse:
    """Every change of the installation, of one business or of all."""
    entries, business = AuditEntry.objects.all(), request.GET.get("business", "")
    found = Tenant.objects.filter(slug=business).first() if business else None
    if found:
        entries = entries.of_tenant(found.pk)
    context = trail_context(request, entries) | {"business": found}
    names = Tenant.objects.in_bulk({line.entry.tenant_id for line in context["lines"]} - {None})
    context["names"] = {pk: row.name for pk, row in names.items()}
    return render_page(request, "accounts/console/audit.html", "accounts/_trail.html", context)


def _rows(found: list[Tenant]) -> list[dict[str, Any]]:
    hosts = primary_hosts(found)
    return [{"tenant": one, "host": hosts.get(one.pk, "")} for one in found]


def _address(found: Tenant) -> str:
    return f"/console/negocios/{found.slug}/"
