"""Printed codes: the scan itself, and the console's pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cart.ui import remember_table
from flowt import limits
from flowt.clients import network_of
from flowt.errors import Refusal
from flowt.errors_pages import render_error
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import public, require_permission
from tracking import operations, selectors
from tracking.attribution import begin
from tracking.errors import TableTaken
from tracking.forms import ChangeForm, CodeForm, ShareForm, SheetForm, TablesForm
from tracking.models import QrCode
from tracking.qrcards import png, svg
from tracking.scanning import note_table
from tracking.sheets import sheet_pdf

PNG_PIXELS = (512, 1024, 2048)


@require_safe
@public
def scan(request: HtmxRequest, code: str) -> HttpResponse:
    """A printed code was scanned: begin its journey, seat the visitor, open the menu."""
    limits.guard("scan", network_of(request))
    known = QrCode.objects.select_related("item").filter(code=code.lower()).first()
    found = limits.guessed("scan.unknown", network_of(request), known)
    if found is None:
        return render_error(request, 404, template="tracking/scan_unknown.html")
    if found.archived_at:
        return render_error(request, 410, template="tracking/scan_archived.html")
    response = HttpResponseRedirect(selectors.target_of(found))
    response["Cache-Control"] = "no-store"
    if request.method == "HEAD":
        return response
    journey = begin(request, qr_src=found.qr_src, qr_code=found.code, utm=found.utm)
    operations.record_scan(found, correlation_id=journey)
    if found.kind == QrCode.Kind.TABLE:
        note_table(request, found.table_label)
        remember_table(response, request, found.table_label)
    return response


@require_safe
@require_permission("qr.view")
def code_list(request: HtmxRequest) -> HttpResponse:
    kind = request.GET.get("tipo", "")
    is_archived = kind == "archived"
    chosen = kind if kind in QrCode.Kind.values else ""
    context = {
        "cards": selectors.cards(request.tenant, kind=chosen, is_archived=is_archived),
        "counts": selectors.counts(),
        "kind": kind,
        "is_archived": is_archived,
        "sizes": PNG_PIXELS,
        "sheet_form": SheetForm(),
    }
    return render_page(request, "tracking/code_list.html", "tracking/_code_list.html", context)


@require_http_methods(["GET", "POST"])
@require_permission("qr.edit")
def code_create(request: HtmxRequest) -> HttpResponse:
    """A code for the menu or for an item."""
    form = CodeForm(_posted(request), initial={"qr_src": "cardapio"})
    if form.is_valid():
        data = form.cleaned_data
        operations.create_code(kind=form.kind, **data, actor=request.user)
        messages.success(request, _("The code is ready to print."))
        return go_to(request, reverse("tracking:list"))
    return _form(request, form, title=_("New code"), action=reverse("tracking:create"))


@require_http_methods(["GET", "POST"])
@require_permission("qr.edit")
def tables_create(request: HtmxRequest) -> HttpResponse:
    """Codes for many tables at once."""
    form = TablesForm(_posted(request))
    if form.is_valid():
        try:
            made = operations.create_tables(form.cleaned_data["tables"], actor=request.user)
        except TableTaken as refusal:
            form.add_error("tables", str(refusal))
        else:
            messages.success(request, _("Codes made: %(count)s.") % {"count": len(made)})
            return go_to(request, f"{reverse('tracking:list')}?tipo=table")
    return _form(request, form, title=_("New table codes"), action=reverse("tracking:tables"))


@require_http_methods(["GET", "POST"])
@require_permission("qr.edit")
def code_change(request: HtmxRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(QrCode, pk=pk)
    known = {
        "label": code.label,
        "qr_src": code.qr_src,
        "campaign": code.utm.get("utm_campaign", ""),
    }
    form = ChangeForm(_posted(request), initial=known)
    if form.is_valid():
        operations.change_code(code, **form.cleaned_data, actor=request.user)
        messages.success(request, _("Saved."))
        return go_to(request, reverse("tracking:list"))
    return _form(request, form, title=code.label, action=request.path)


@require_POST
@require_permission("qr.edit")
def code_archive(request: HtmxRequest, pk: int) -> HttpResponse:
    code = operations.archive_code(get_object_or_404(QrCode, pk=pk), actor=request.user)
    messages.success(request, _("“%(name)s” is archived.") % {"name": code.label})
    return go_to(request, reverse("tracking:list"))


@require_POST
@require_permission("qr.edit")
def code_restore(request: HtmxRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(QrCode, pk=pk)
    try:
        operations.restore_code(code, actor=request.user)
    except TableTaken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is in use again.") % {"name": code.label})
    return redirect("tracking:list")


@require_safe
@require_permission("qr.view")
def code_svg(request: HtmxRequest, pk: int) -> HttpResponse:
    """The drawing: shown in the page, or downloaded with `?baixar`."""
    code = get_object_or_404(QrCode, pk=pk)
    drawing = svg(selectors.url_of(request.tenant, code), title=code.label)
    response = HttpResponse(drawing, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=86400"
    return _as_file(response, code, "svg") if "baixar" in request.GET else response


@require_safe
@require_permission("qr.view")
def code_png(request: HtmxRequest, pk: int) -> HttpResponse:
    """A picture in one of the sizes on offer."""
    code = get_object_or_404(QrCode, pk=pk)
    asked = request.GET.get("largura", "")
    width = int(asked) if asked in map(str, PNG_PIXELS) else 1024
    picture = png(selectors.url_of(request.tenant, code), width_pixels=width)
    return _as_file(HttpResponse(picture, content_type="image/png"), code, "png")


@require_safe
@require_permission("qr.view")
def code_sheet(request: HtmxRequest) -> HttpResponse:
    """The A4 sheet of cards, all or those named by `ids`."""
    form = SheetForm(request.GET)
    per_page = form.cleaned_data["per_page"] if form.is_valid() else 6
    kind = request.GET.get("kind", "")
    ids = {int(text) for text in request.GET.getlist("ids") if text.isascii() and text.isdigit()}
    cards = selectors.cards(request.tenant, kind="" if ids else kind)
    codes = [card.code for card in cards if not ids or card.code.pk in ids]
    try:
        document = sheet_pdf(codes, tenant=request.tenant, per_page=per_page)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("tracking:list")
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="qr-{request.tenant.slug}.pdf"'
    return response


@require_safe
@require_permission("qr.view")
def share(request: HtmxRequest) -> HttpResponse:
    """A link to the menu that tells its origin, and ways to pass it on."""
    form = ShareForm(request.GET or None)
    utm = form.cleaned_data if form.is_valid() else {}
    tenant = request.tenant
    url = selectors.menu_link(tenant, utm)
    text = _("See the menu of %(name)s and order here:") % {"name": tenant.name}
    links = selectors.share_links(url, text=text, subject=tenant.name)
    context = {"form": form, "links": links}
    return render_page(request, "tracking/share.html", "tracking/_share.html", context)


def _form(request: HtmxRequest, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, **context}
    return render_page(
        request, "tracking/code_form.html", "tracking/_code_form.html", context, status
    )


def _as_file(response: HttpResponse, code: QrCode, suffix: str) -> HttpResponse:
    name = f"qr-{code.table_label or code.label}".encode("ascii", "ignore").decode()
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    response["Content-Disposition"] = f'attachment; filename="{safe}.{suffix}"'
    return response


def _posted(request: HtmxRequest) -> Any:
    """What a form is bound to: an empty post is a post too."""
    return request.POST if request.method == "POST" else None
