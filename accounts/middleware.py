"""Who is calling, and what they may do here: looked up on every request."""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership
from accounts.roles import GLOBAL, permissions_of
from accounts.site import user_of
from flowt import origin
from flowt.permissions import access_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class MembershipMiddleware:
    """Sets `request.role` and `request.permissions`: of the person's membership in this tenant,
    and of a global administrator on the main host. A session of another site is nobody's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.role, request.permissions = "", frozenset()
        request.user = SimpleLazyObject(lambda: user_of(request))
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        access = access_of(view)
        if access is not None and access.permission is None:
            return  # public: nothing depends on who it is
        user = request.user
        if not user.is_authenticated:
            return
        origin.amend(user_id=user.pk)
        structlog.contextvars.bind_contextvars(user=user.pk)
        if user.is_global_admin and request.is_main_host:
            request.permissions = GLOBAL
        if request.tenant is not None:
            membership = (
                Membership.objects.active().filter(user=user, tenant_id=request.tenant.pk).first()
            )
            if membership:
                request.role = membership.role
                request.permissions |= permissions_of(membership.role)
