"""Import in three steps (file, check, apply), and export."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import uploads
from catalog.errors import FileRefused, ImportChanged, ImportExpired
from catalog.importing import CHANGE, CREATE, SAME, Plan
from catalog.operations.transfer import import_catalogue, plan_import
from catalog.stored import stored_document
from catalog.transfer.document import MOST_BYTES
from catalog.transfer.flat import dump_csv
from catalog.transfer.nested import dump_json
from catalog.views.answers import done, refused
from flowt import limits
from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission

MOST_SHOWN = 300  # rows of the check; the counts are of all


class ImportForm(forms.Form):
    """Only the file. What is in it is checked on the next page."""

    file = forms.FileField(
        label=gettext_lazy("CSV or JSON file"),
        help_text=gettext_lazy("CSV from a spreadsheet, or JSON; up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 5 MB."))
        if not uploads.is_text(file.read()):
            raise forms.ValidationError(
                _("This file is not text. Save the spreadsheet as CSV and send that.")
            )
        file.seek(0)
        return file


@require_http_methods(["GET", "POST"])
@require_permission("catalog.transfer")
def import_start(request: HtmxRequest) -> HttpResponse:
    """Choose a file. Nothing is changed by sending it."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    if is_sent and form.is_valid():
        limits.guard("catalog.import", str(request.user.pk))
        token = uploads.keep(form.cleaned_data["file"].read())
        return redirect("catalog:import_check", token)
    status = 422 if is_sent else 200
    return render(request, "catalog/import.html", {"form": form}, status=status)


@require_safe
@require_permission("catalog.transfer")
def import_check(request: HtmxRequest, token: str) -> HttpResponse:
    """Show what the file would change, and every row that is wrong."""
    try:
        plan = plan_import(uploads.read(token))
    except ImportExpired as refusal:
        return refused(request, reverse("catalog:import"), refusal)
    return _check_page(request, token, plan)


@require_POST
@require_permission("catalog.transfer")
def import_apply(request: HtmxRequest, token: str) -> HttpResponse:
    """Do what the check showed, in one go."""
    try:
        parsed = uploads.read(token)
        seen = request.POST.get("seen", "")
        plan = import_catalogue(parsed, seen=seen, actor=request.user)
    except ImportExpired as refusal:
        return refused(request, reverse("catalog:import"), refusal)
    except (ImportChanged, FileRefused) as refusal:
        return _check_page(request, token, plan_import(parsed), problem=str(refusal))
    uploads.forget(token)
    text = _("Imported: %(created)s new, %(changed)s changed.")
    counts = {"created": plan.count(CREATE), "changed": plan.count(CHANGE)}
    return done(request, reverse("catalog:list"), text % counts)


@require_safe
@require_permission("catalog.transfer")
def export(request: HtmxRequest, kind: str) -> HttpResponse:
    """The whole catalogue as a file that can be imported again."""
    if kind not in ("csv", "json"):
        raise Http404
    document = stored_document()
    if kind == "csv":
        response = HttpResponse(dump_csv(document), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(dump_json(document), content_type="application/json")
    name = f"{request.tenant.slug}-catalogo-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _check_page(request: HtmxRequest, token: str, plan: Plan, *, problem: str = "") -> HttpResponse:
    shown = [c for c in plan.changes if c.action != SAME]
    context = {
        "token": token,
        "plan": plan,
        "problem": problem,
        "created": plan.count(CREATE),
        "changed": plan.count(CHANGE),
        "same": plan.count(SAME),
        "rows": shown[:MOST_SHOWN],
        "more": max(0, len(shown) - MOST_SHOWN),
        "can_apply": not plan.problems and not plan.is_empty,
    }
    status = 422 if problem else 200
    return render(request, "catalog/import_check.html", context, status=status)
