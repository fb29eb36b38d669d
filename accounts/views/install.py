"""The first page of an empty installation."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import AlreadyInstalled
from accounts.forms import InstallForm
from accounts.models import User
from accounts.operations.people import install as install_first
from flowt.htmx import HtmxRequest
from flowt.permissions import public


@never_cache
@require_http_methods(["GET", "POST"])
@public(scope="main")
def install(request: HtmxRequest) -> HttpResponse:
    """Create the global administrator. Once anybody exists, there is nothing here."""
    if User.objects.exists():
        raise Http404
    form = InstallForm(request.POST or None)
    if form.is_valid():
        try:
            user = install_first(**form.cleaned_data)
        except AlreadyInstalled as late:
            raise Http404 from late
        user.backend = "allauth.account.auth_backends.AuthenticationBackend"  # type: ignore[attr-defined]
        get_adapter(request).login(request, user)
        return redirect("console:home")
    status = 422 if form.errors else 200
    return render(request, "accounts/install.html", {"form": form}, status=status)
