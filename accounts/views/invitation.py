"""Accepting an invitation."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import InvitationGone, NeedsSignIn, WrongAccount
from accounts.forms import AcceptForm
from accounts.models import Invitation
from accounts.operations import invitations
from accounts.selectors import panel_url
from flowt import limits
from flowt.clients import network_of
from flowt.htmx import HtmxRequest
from flowt.permissions import public

PAGE = "accounts/invitation.html"


@never_cache
@require_http_methods(["GET", "POST"])
@public(scope="any")
def invitation(request: HtmxRequest, token: str) -> HttpResponse:
    """Take the place offered: as who is signed in, or as a new person.

    The page is the same whether or not the e-mail has a sign-in: whoever invites could ask it.
    """
    client = network_of(request)
    found = limits.guessed("invitation.unknown", client, invitations.find_invitation(token))
    if request.method == "POST":
        limits.guard("invitation.accept", client)
    if found is None or (request.tenant and request.tenant.pk != found.tenant_id):
        return render(request, "accounts/invitation_gone.html", status=410)
    if request.user.is_authenticated:
        return _as_signed_in(request, found)
    return _as_new(request, found)


def _as_signed_in(request: HtmxRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        try:
            invitations.accept_as(found, user=request.user)
        except (InvitationGone, WrongAccount) as refusal:
            context = {"invitation": found, "state": "wrong", "problem": str(refusal)}
            return render(request, PAGE, context, status=refusal.status)
        return _welcome(request, found)
    is_theirs = request.user.email.lower() == found.email.lower()
    state = "join" if is_theirs else "wrong"
    return render(request, PAGE, {"invitation": found, "state": state})


def _as_new(request: HtmxRequest, found: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, email=found.email)
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            user = invitations.accept_anew(found, name=data["name"], password=data["password"])
        except (InvitationGone, NeedsSignIn) as refusal:
            form.add_error(None, str(refusal))
        else:
            user.backend = "allauth.account.auth_backends.AuthenticationBackend"  # type: ignore[attr-defined]
            get_adapter(request).login(request, user)
            return _welcome(request, found)
    context = {"invitation": found, "state": "new", "form": form}
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _welcome(request: HtmxRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome to %(name)s!") % {"name": found.tenant.name})
    return redirect(panel_url(request, found.tenant))
