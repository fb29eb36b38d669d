"""Settings of one business: who it is, where, how it looks, how it delivers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flowt import limits
from flowt.brazil import mask_document
from flowt.htmx import HtmxRequest, render_page, wants_fragment
from flowt.permissions import require_permission
from tenants.contrast import verdict
from tenants.errors import NotAPicture, PictureTooLarge
from tenants.hours_text import describe_week
from tenants.models import DeliveryArea, OrderProfile, Tenant
from tenants.selectors import build_schedule, opening, public_url
from tenants.settings import operations
from tenants.settings.forms import (
    AreaForm,
    BrandForm,
    ContactForm,
    LanguageForm,
    LegalForm,
    LogoForm,
    ProfileForm,
    TenantForm,
)
from tenants.settings.logo import safe_logo
from tenants.settings.sections import overlaps, sections_for


@require_safe
@require_permission("settings.view")
def overview(request: HtmxRequest) -> HttpResponse:
    """Everything at a glance, also for who may not change it."""
    tenant = request.tenant
    context = {
        "profiles": OrderProfile.objects.filter(tenant=tenant, is_enabled=True),
        "areas": DeliveryArea.objects.filter(tenant=tenant, is_active=True).count(),
        "week": describe_week(build_schedule(tenant)),
        "opening": opening(tenant),
        "document": mask_document(tenant.document),
        "menu_url": public_url(tenant, "/cardapio/", request),
        "domains": tenant.domains.order_by("-is_primary", "domain"),
    }
    return show(request, "overview", context)


@require_http_methods(["GET", "POST"])
@require_permission("settings.legal")
def legal(request: HtmxRequest) -> HttpResponse:
    form = LegalForm(request.POST or None, tenant=request.tenant)
    return _row_form(request, "legal", form)


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def contact(request: HtmxRequest) -> HttpResponse:
    form = ContactForm(request.POST or None, tenant=request.tenant)
    return _row_form(request, "contact", form)


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def brand(request: HtmxRequest) -> HttpResponse:
    """Colours and texts, with a small menu that shows them as they are chosen."""
    form = BrandForm(request.POST or None, tenant=request.tenant)
    return _row_form(request, "brand", form)


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def language(request: HtmxRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, tenant=request.tenant)
    return _row_form(request, "language", form)


@require_POST
@require_permission("settings.edit")
def logo(request: HtmxRequest) -> HttpResponse:
    """Store a new logo, decoded and written anew."""
    limits.guard("upload.picture", str(request.user.pk))
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            picture = safe_logo(form.cleaned_data["logo"])
        except (NotAPicture, PictureTooLarge) as refusal:
            form.add_error("logo", str(refusal))
        else:
            request.tenant = operations.change_logo(
                request.tenant, picture=picture, actor=request.user
            )
            return saved(request, "brand", _brand_context(request), _("The new logo is up."))
    return show(request, "brand", {**_brand_context(request), "logo_form": form}, status=422)


@require_POST
@require_permission("settings.edit")
def logo_remove(request: HtmxRequest) -> HttpResponse:
    request.tenant = operations.change_logo(request.tenant, picture=None, actor=request.user)
    return saved(request, "brand", _brand_context(request), _("The logo was removed."))


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def profiles(request: HtmxRequest) -> HttpResponse:
    """The three ways of ordering, each with its terms, saved together."""
    rows = OrderProfile.objects.filter(tenant=request.tenant).order_by("pk")
    forms = [ProfileForm(request.POST or None, profile=row) for row in rows]
    checked = [form.is_valid() for form in forms]  # each of them, so that each shows its errors
    if all(checked):
        for form in forms:
            operations.change_profile(form.profile, actor=request.user, **form.cleaned_data)
        fresh = [ProfileForm(profile=row) for row in rows.all()]
        return saved(request, "profiles", {"forms": fresh}, _("Ways of ordering saved."))
    wrong = any(form.errors for form in forms)
    return show(request, "profiles", {"forms": forms}, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def areas(request: HtmxRequest) -> HttpResponse:
    """The list of delivery areas, and a form for one more."""
    form = AreaForm(request.POST or None)
    if form.is_valid():
        operations.save_area(request.tenant, actor=request.user, **form.cleaned_data)
        return saved(request, "areas", _areas_context(request, AreaForm()), _("Area added."))
    status = 422 if form.errors else 200
    return show(request, "areas", _areas_context(request, form), status=status)


@require_http_methods(["GET", "POST"])
@require_permission("settings.edit")
def area_edit(request: HtmxRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(DeliveryArea, pk=pk, tenant_id=request.tenant.pk)
    form = AreaForm(request.POST or None, area=area)
    if form.is_valid():
        operations.save_area(request.tenant, area=area, actor=request.user, **form.cleaned_data)
        return saved(request, "areas", _areas_context(request, AreaForm()), _("Area saved."))
    context = {**_areas_context(request, form), "editing": area}
    return show(request, "areas", context, status=422 if form.errors else 200)


@require_POST
@require_permission("settings.edit")
def area_remove(request: HtmxRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(DeliveryArea, pk=pk, tenant_id=request.tenant.pk)
    operations.remove_area(area, actor=request.user)
    return saved(request, "areas", _areas_context(request, AreaForm()), _("Area removed."))


def show(
    request: HtmxRequest, section: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a section: its fragment for htmx, else the page with the navigation beside."""
    context = {"section": section, "sections": sections_for(request, section), **context}
    page, fragment = f"tenants/settings_{section}.html", f"tenants/_settings_{section}.html"
    return render_page(request, page, fragment, context, status)


def saved(
    request: HtmxRequest, section: str, context: dict[str, Any], sentence: str
) -> HttpResponse:
    """Answer a change that was stored: the fragment anew with a toast, or the page again."""
    if wants_fragment(request):
        return show(request, section, {**context, "toast": sentence})
    messages.success(request, sentence)
    return redirect(reverse(f"tenants:settings_{section}"))


def _row_form(request: HtmxRequest, section: str, form: TenantForm) -> HttpResponse:
    """Show or save a form over the tenant row."""
    if not form.is_valid():
        context = _context_of(request, section, form)
        return show(request, section, context, status=422 if form.errors else 200)
    values = form.values() if isinstance(form, LegalForm) else form.cleaned_data
    request.tenant = operations.change_tenant(
        request.tenant, action=f"settings.{section}", actor=request.user, **values
    )
    fresh = type(form)(tenant=request.tenant)
    return saved(request, section, _context_of(request, section, fresh), _("Saved."))


def _context_of(request: HtmxRequest, section: str, form: TenantForm) -> dict[str, Any]:
    return _brand_context(request, form) if section == "brand" else {"form": form}


def _brand_context(request: HtmxRequest, form: TenantForm | None = None) -> dict[str, Any]:
    tenant: Tenant = request.tenant
    return {
        "form": form or BrandForm(tenant=tenant),
        "logo_form": LogoForm(),
        "verdict": verdict(tenant.brand_colour),
    }


def _areas_context(request: HtmxRequest, form: AreaForm) -> dict[str, Any]:
    found = list(DeliveryArea.objects.filter(tenant=request.tenant))
    return {"form": form, "areas": found, "overlaps": overlaps(found)}
