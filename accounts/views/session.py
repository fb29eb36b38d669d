"""Coming in, choosing a business, one's own profile."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guard
from accounts.errors import WrongPassword
from accounts.forms import PasswordForm, ProfileForm
from accounts.operations import people
from accounts.second_factor import has_second_factor
from accounts.selectors import panel_url, places_of
from flowt.htmx import HtmxRequest
from flowt.permissions import signed_in


@require_safe
@signed_in
def after_sign_in(request: HtmxRequest) -> HttpResponse:
    """Go to where this person works."""
    if not request.is_main_host:
        return redirect("accounts:home")
    if request.user.is_global_admin:
        return redirect("console:home")
    places = places_of(request.user)
    if request.tenant is not None and any(p.tenant_id == request.tenant.pk for p in places):
        return redirect("accounts:home")
    if len(places) == 1:
        return redirect(panel_url(request, places[0].tenant))
    return redirect("accounts:choose")


@require_safe
@signed_in
def choose(request: HtmxRequest) -> HttpResponse:
    """The businesses this person works in."""
    places = [
        {"membership": place, "tenant": place.tenant, "url": panel_url(request, place.tenant)}
        for place in places_of(request.user)
    ]
    return render(request, "accounts/choose.html", {"places": places})


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: HtmxRequest) -> HttpResponse:
    """Name, language, theme, password, second step."""
    form = ProfileForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        people.change_name(request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Your profile was saved."))
        return redirect("accounts:profile")
    return _profile(request, form, PasswordForm(user=request.user))


@require_http_methods(["POST"])
@signed_in
def profile_password(request: HtmxRequest) -> HttpResponse:
    """Set a new password. This session goes on; every other one ends."""
    form = PasswordForm(request.POST, user=request.user)
    if form.is_valid():
        tried, here = guard.password_try(request, request.user.email), request.sign_in  # type: ignore[attr-defined]
        current, new = form.cleaned_data["current"], form.cleaned_data["password"]
        try:
            user = people.change_password(request.user, current=current, new=new, keep=here)
        except WrongPassword as refusal:
            form.add_error("current", str(refusal))
        else:
            tried.was_right()
            update_session_auth_hash(request, user)
            messages.success(
                request, _("Your password was changed. Other devices have to sign in again.")
            )
            return redirect("accounts:profile")
    return _profile(request, ProfileForm(initial={"name": request.user.name}), form)


def _profile(request: HtmxRequest, form: ProfileForm, password_form: PasswordForm) -> HttpResponse:
    context = {
        "form": form,
        "password_form": password_form,
        "languages": settings.LANGUAGES,
        "has_second_step": has_second_factor(request.user),
        "session_count": request.user.sign_ins.count(),
    }
    is_wrong = form.errors or password_form.errors
    return render(request, "accounts/profile.html", context, status=422 if is_wrong else 200)
