"""Trying what was typed about a gateway, before anything of it is saved."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from flowt.htmx import HtmxRequest, render_page
from flowt.permissions import require_permission
from payments.forms import settings_form
from payments.gateways import Gateway, gateways
from payments.models import GatewayAccount
from payments.operations import merged
from payments.providers.base import Step
from payments.psp.api import KIND
from payments.psp.trial import try_access

TEMPLATES = ("payments/psp_try.html", "payments/_psp_try.html")


@require_POST
@require_permission("payments.configure")
def psp_try(request: HtmxRequest) -> HttpResponse:
    """Call the bank with what was typed, or with what is saved, and say how each step went."""
    gateway, problems = _typed(request, KIND)
    if not gateway.is_complete and not problems:
        problems = [_missing()]
    context = {"steps": problems or try_access(gateway.settings)}
    return render_page(request, *TEMPLATES, context, 422 if problems else 200)


@require_POST
@require_permission("payments.configure")
def gateway_try(request: HtmxRequest, kind: str) -> HttpResponse:
    """Call a gateway with the key that was typed, or else with the saved one. Nothing is kept."""
    if kind not in gateways or not gateways.get(kind).can_be_tried:
        raise Http404
    gateway, problems = _typed(request, kind)
    if not gateway.is_complete and not problems:
        problems = [_missing()]
    context = {"steps": problems or gateway.try_key(), "gateway": gateway}
    return render_page(request, *TEMPLATES, context, 422 if problems else 200)


def _typed(request: HtmxRequest, kind: str) -> tuple[Gateway, list[Step]]:
    """The gateway with the form's settings over the saved ones, and what is wrong with them."""
    account = GatewayAccount.objects.filter(kind=kind).first()
    member, kept = gateways.get(kind), dict(account.settings or {}) if account else {}
    fields = set(member.Settings.base_fields)
    if not fields & set(request.POST):
        return member(kept), []
    data = request.POST.copy()
    data.pop("is_enabled", None)  # so that it may be half filled in
    form = settings_form(
        member(kept), is_enabled=False, data=data, files=request.FILES, tenant=request.tenant
    )
    if not form.is_valid():
        problems = [
            Step(str(form.fields[name].label) if name in form.fields else _("Settings"), False, one)
            for name, errors in form.errors.items()
            for one in map(str, errors)
        ]
        return member(kept), problems
    values: dict[str, Any] = {k: v for k, v in form.cleaned_data.items() if k != "is_enabled"}
    settings = merged(member, kept, values)
    if any(settings.get(name) != kept.get(name) for name in member.secrets):
        settings.pop("webhook_at", None)  # it was registered with another key
    return member(settings), []


def _missing() -> Step:
    return Step(_("Type the key first"), False, "", _("Nothing was called: a field is empty."))
