"""A session belongs to the site it was signed in on; carried to another host it is nobody's."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser

SITE_KEY = "site"
MAIN = "main"


def site_of(request: Any) -> str:
    """Name the site of a request: a tenant's schema on its own hosts, "main" on the main host.

    On the main host a person moves between their tenants with one session.
    """
    if request.is_main_host or request.tenant is None:
        return MAIN
    schema: str = request.tenant.schema_name
    return schema


def bind_session(request: Any) -> None:
    """Say in the session where it was signed in."""
    request.session[SITE_KEY] = site_of(request)


def user_of(request: Any) -> Any:
    """Return the signed-in user: nobody where the session was signed in on another site, and
    nobody for a demo's user once the installation is no demo any more."""
    user = get_user(request)
    if not user.is_authenticated:
        return user
    is_foreign = request.session.get(SITE_KEY) != site_of(request)
    is_stale_demo = user.is_demo and not settings.FLOWT_DEMO
    return AnonymousUser() if is_foreign or is_stale_demo else user
