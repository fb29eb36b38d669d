"""Who is calling, and what they may do here: looked up on every request."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import known_device
from accounts.models import Membership, Support
from accounts.roles import GLOBAL, SUPPORT_MAY, Role, permissions_of
from accounts.second_factor import has_second_factor
from accounts.site import user_of
from flowt import origin
from flowt.errors_pages import render_error
from flowt.permissions import access_to

GetResponse = Callable[[HttpRequest], HttpResponse]
TO_SET_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}


class MembershipMiddleware:
    """Sets `request.role` and `request.permissions`: of the person's membership in this tenant,
    of a global administrator on the main host, and of one who is in a tenant as support."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.role, request.permissions, request.support = "", frozenset(), None
        request.user = SimpleLazyObject(lambda: user_of(request))
        response = self.get_response(request)
        known_device.set_cookie(request, response)
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        access = access_to(request.resolver_match)
        if access is None or access.permission is None:
            return None  # public: nothing depends on who it is
        user = request.user
        if not user.is_authenticated:
            return None
        origin.amend(user_id=user.pk)
        structlog.contextvars.bind_contextvars(user=user.pk)
        if user.is_global_admin:
            if lacks_second_factor(user):
                return _to_set_up(request)
            if request.is_main_host:
                request.permissions = GLOBAL
                request.support = _support_of(request)
        if request.support is not None:
            return _as_support(request, request.support)
        _as_member(request, user)
        return None


def lacks_second_factor(user: Any) -> bool:
    """Must this global administrator set up a second factor before anything else?"""
    return not settings.FLOWT_DEMO and not has_second_factor(user)


def _to_set_up(request: Any) -> HttpResponse | None:
    if request.resolver_match.view_name in TO_SET_UP:
        return None
    if request.htmx:
        return HttpResponseClientRedirect(reverse("mfa_index"))
    return redirect("mfa_index")


def _support_of(request: Any) -> Support | None:
    """What this very browser has open; it is gone with the session and with the role."""
    found = Support.objects.open().filter(sign_in=request.sign_in, admin=request.sign_in.user)
    return found.select_related("tenant", "member__user").first()


def _as_member(request: Any, user: Any) -> None:
    if request.tenant is None:
        return
    members = Membership.objects.active().filter(user=user, tenant_id=request.tenant.pk)
    if membership := members.first():
        request.role = membership.role
        request.permissions |= permissions_of(membership.role)


def _as_support(request: Any, support: Support) -> HttpResponse | None:
    """The member's rights as they are now, cut down to what support may; accounts stay closed."""
    if request.path.startswith("/conta/"):
        sentence = _("Leave the business you are in as support before you change your account.")
        return render_error(request, 403, sentence=sentence)
    if request.tenant is None or request.tenant.pk != support.tenant_id:
        return None
    member = support.member
    is_active = member is None or (member.is_active and member.user.is_active)
    if is_active:
        request.role = member.role if member else Role.VIEWER
        request.permissions |= permissions_of(request.role) & SUPPORT_MAY
        origin.amend(acting_as=support.acts_as)
    return None
