"""Where a person is signed in, and signing out there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import devices
from accounts.operations import sign_ins
from flowt.htmx import HtmxRequest
from flowt.permissions import signed_in


@require_safe
@signed_in
def sessions(request: HtmxRequest) -> HttpResponse:
    """Every browser in which this person is signed in, this one first."""
    here = request.sign_in.pk  # type: ignore[attr-defined]
    found = sorted(request.user.sign_ins.all(), key=lambda one: one.pk != here)
    rows = [
        {
            "sign_in": one,
            "name": devices.name_of(one.device),
            "icon": "smartphone" if devices.is_phone(one.device) else "monitor",
            "is_here": one.pk == here,
        }
        for one in found
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
@signed_in
def session_end(request: HtmxRequest, pk: int) -> HttpResponse:
    """Sign one browser out. The present one goes to the sign-in by itself."""
    sign_in = get_object_or_404(request.user.sign_ins, pk=pk)
    sign_ins.end_sign_in(sign_in, actor=request.user)
    messages.success(
        request, _("%(device)s was signed out.") % {"device": devices.name_of(sign_in.device)}
    )
    return redirect("accounts:sessions")


@require_POST
@signed_in
def sessions_end(request: HtmxRequest) -> HttpResponse:
    """Sign every browser out but this one."""
    here = request.sign_in.pk  # type: ignore[attr-defined]
    ended = sign_ins.end_sign_ins(request.user, actor=request.user, keep=here)
    text = ngettext(
        "%(count)s browser was signed out.", "%(count)s browsers were signed out.", ended
    )
    messages.success(request, text % {"count": ended})
    return redirect("accounts:sessions")
