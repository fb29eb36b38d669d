"""Terms and privacy notice: the business's own, or the usual wording with its data in it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from flowt.htmx import HtmxRequest
from flowt.permissions import public, require_permission
from orders.tabs.forgetting import KEEP
from storefront.forms import LegalTextsForm
from storefront.models import LegalText
from storefront.operations import write_legal_text
from storefront.pages import render_public
from storefront.store import legal_data
from tenants.settings.sections import sections_for

Kind = LegalText.Kind


@require_safe
@public
def terms(request: HttpRequest) -> HttpResponse:
    return _show(request, Kind.TERMS, "storefront/terms.html")


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    return _show(request, Kind.PRIVACY, "storefront/privacy.html")


def _show(request: Any, kind: str, template: str) -> HttpResponse:
    own = LegalText.objects.filter(kind=kind).exclude(body="").first()
    context = {"own": own, "tab_days": KEEP.days, **legal_data(request.tenant)}
    return render_public(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_permission("settings.edit")
def edit_texts(request: HtmxRequest) -> HttpResponse:
    """Write the business's own wording. An empty field keeps the usual one."""
    own = {text.kind: text.body for text in LegalText.objects.all()}
    form = LegalTextsForm(request.POST if request.method == "POST" else None, initial=own)
    if form.is_valid():
        for kind, body in form.cleaned_data.items():
            write_legal_text(kind, body=body, actor=request.user)
        messages.success(request, _("Your texts were saved."))
        return redirect(reverse("storefront:edit_texts"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "sections": sections_for(request, "texts")}
    return render(request, "storefront/edit_texts.html", context, status=status)
