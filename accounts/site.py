"""A session belongs to the site it was signed in on; carried to another host it is nobody's."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import SignIn
from tenants.selectors import main_url, public_url

SITE_KEY = "site"
SIGN_IN_KEY = "sign_in"
MAIN = "main"
SEEN_EVERY = timedelta(minutes=5)


def site_of(request: Any) -> str:
    """Name the site of a request: a tenant's schema on its own hosts, "main" on the main host.

    On the main host a person moves between their tenants with one session.
    """
    if request.is_main_host or request.tenant is None:
        return MAIN
    schema: str = request.tenant.schema_name
    return schema


def on_canonical_host(request: Any, url: str) -> str:
    """Return the address of `url`'s path and query at the canonical host of the request's site."""
    path = urlunsplit(("", "", *urlsplit(url)[2:]))
    is_tenants = site_of(request) != MAIN
    return public_url(request.tenant, path) if is_tenants else main_url(path)


def bind_session(request: Any, sign_in: SignIn) -> None:
    """Say in the session where it was signed in, and by which row it lives."""
    request.session[SITE_KEY] = sign_in.site
    request.session[SIGN_IN_KEY] = sign_in.pk
    request.sign_in = sign_in


def user_of(request: Any) -> Any:
    """Return the signed-in user: nobody where the session was signed in on another site, and
    nobody for a demo's user once the installation is no demo any more.

    A session that was ended, or is older than the person's password, is emptied.
    """
    session = request.session
    if not session.get(SESSION_KEY):
        return AnonymousUser()
    sign_in = _find(session)
    if sign_in is None:
        session.flush()
        return AnonymousUser()
    user = sign_in.user
    is_foreign = session.get(SITE_KEY) != site_of(request)
    is_stale_demo = user.is_demo and not settings.FLOWT_DEMO
    if is_foreign or is_stale_demo:
        return AnonymousUser()
    request.sign_in = sign_in
    _note_seen(request, sign_in)
    return user


def _find(session: Any) -> SignIn | None:
    """The session's row, where its person is active and has had no other password since."""
    found = SignIn.objects.select_related("user").filter(
        pk=session.get(SIGN_IN_KEY), user_id=session[SESSION_KEY], user__is_active=True
    )
    sign_in = found.first()
    if sign_in is None:
        return None
    expected = sign_in.user.get_session_auth_hash()
    return sign_in if constant_time_compare(session.get(HASH_SESSION_KEY, ""), expected) else None


def _note_seen(request: Any, sign_in: SignIn) -> None:
    now = timezone.now()
    if now - sign_in.seen_at > SEEN_EVERY:
        ip = request.META.get("REMOTE_ADDR", "")
        SignIn.objects.filter(pk=sign_in.pk).update(seen_at=now, ip=ip)
