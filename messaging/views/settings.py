"""In whose name e-mails go out, and through whom."""

from typing import Any

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from flowt import limits
from flowt.htmx import HtmxRequest, go_to, render_page
from flowt.permissions import require_permission
from flowt.tenancy import current_tenant
from messaging import trial
from messaging.channels import channel_for
from messaging.errors import ProviderIncomplete
from messaging.forms import SenderForm, SummaryForm, provider_form
from messaging.operations import settings as operations
from messaging.operations.settings import BASIC, TOKEN
from messaging.providers import Provider, offered, providers
from messaging.selectors import asked_summary
from tenants.selectors import public_url
from tenants.settings.sections import sections_for

EMAIL = "email"


@require_http_methods(["GET", "POST"])
@require_permission("messages.configure")
def overview(request: HtmxRequest) -> HttpResponse:
    """Sender, provider, test and summary on one page."""
    account = channel_for(EMAIL).account
    initial = {**account.settings, "is_enabled": account.is_enabled}
    form = SenderForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        values = dict(form.cleaned_data)
        is_enabled = values.pop("is_enabled")
        operations.save_sender(values, is_enabled=is_enabled, actor=request.user)
        flash.success(request, _("Saved."))
        return go_to(request, request.path)
    return _show(request, form, 422 if form.is_bound else 200)


def _show(request: HtmxRequest, form: SenderForm, status: int) -> HttpResponse:
    channel = channel_for(EMAIL)
    context = {
        "form": form,
        "channel": channel,
        "sender": channel.sender(),
        "obstacle": channel.obstacle(),
        "providers": offered(),
        "summary_form": SummaryForm(initial=asked_summary(request.user)),
        "sections": sections_for(request, EMAIL),
    }
    page, fragment = "messaging/settings.html", "messaging/_settings.html"
    return render_page(request, page, fragment, context, status)


@require_http_methods(["GET", "POST"])
@require_permission("messages.configure")
def provider_edit(request: HtmxRequest, kind: str) -> HttpResponse:
    """One provider's own settings; saving them makes it the one that is used."""
    provider = _provider(kind)
    form = provider_form(provider, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.choose_provider(kind, form.cleaned_data, actor=request.user)
        except ProviderIncomplete as refusal:
            form.add_error(None, str(refusal))
        else:
            flash.success(request, _("Saved. E-mails now go out this way."))
            return go_to(request, reverse("messaging:settings"))
    account = channel_for(EMAIL).account
    context = {
        "form": form,
        "provider": provider,
        "is_current": account.provider == kind,
        "webhook_url": _webhook_url(provider, account.settings),
        "sections": sections_for(request, EMAIL),
    }
    page, fragment = "messaging/provider.html", "messaging/_provider.html"
    return render_page(request, page, fragment, context, 422 if form.is_bound else 200)


def _provider(kind: str) -> Provider:
    if kind not in providers or not providers.get(kind).is_offered():
        raise Http404
    kept = channel_for(EMAIL).account.settings.get("providers") or {}
    return providers.get(kind)(dict(kept.get(kind) or {}))


def _webhook_url(provider: Provider, settings: dict[str, Any]) -> str:
    """What is typed in at the provider; it holds two secrets."""
    if not provider.webhook_view or not settings.get(TOKEN):
        return ""
    path = reverse("message_webhooks:email", args=[provider.kind, settings[TOKEN]])
    scheme, _sep, rest = public_url(current_tenant(), path).partition("://")
    return f"{scheme}://{settings[BASIC]}@{rest}"


@require_POST
@require_permission("messages.configure")
def send_test(request: HtmxRequest) -> HttpResponse:
    """Send a letter to the person who asks, at once, and say how it went."""
    limits.guard("mail.test", str(request.user.pk))
    result = trial.send_test(to=request.user.email, name=request.user.name)
    if request.htmx:
        return render(request, "messaging/_test_result.html", {"result": result})
    (flash.success if result.is_fine else flash.error)(request, result.sentence)
    return redirect("messaging:settings")


@require_POST
@require_permission("messages.summary")
def summary_toggle(request: HtmxRequest) -> HttpResponse:
    """The summary of the day, for who is signed in."""
    form = SummaryForm(request.POST)
    form.is_valid()
    operations.read_summary(**form.cleaned_data, actor=request.user)
    flash.success(request, _("Saved."))
    may_configure = "messages.configure" in request.permissions
    return go_to(request, reverse("messaging:settings" if may_configure else "messaging:list"))
