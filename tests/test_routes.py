"""Every route states who may call it, and lets in exactly those."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Membership
from accounts.roles import GLOBAL, MATRIX, Role
from flowt.middleware import OUTSIDE_VIEWS
from flowt.permissions import Access, access_of
from tests.conftest import TenantClient, sign_in

OPEN_PREFIX = re.compile(r"\^|\$|\\Z|\(\?:|\?")
SAMPLES = {"int": "999999999", "slug": "nada", "str": "nada", "path": "nada.webp", "uuid": "0" * 32}


def routes(resolver: Any = None, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Yield (path with samples filled in, view) of every route, however deep."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + filled(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def filled(pattern: str) -> str:
    """Put something in the place of each parameter; nothing that is found."""
    named = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "0"), pattern)
    return OPEN_PREFIX.sub("", re.sub(r"\(\?P<\w+>[^)]*\)", "nada", named))


def declared() -> list[tuple[str, Access]]:
    found = [(path, access_of(view)) for path, view in routes()]
    return [(path, access) for path, access in found if access is not None]


def guarded(scope: str) -> list[tuple[str, str]]:
    return [(p, a.permission) for p, a in declared() if a.scope == scope and a.permission]


@pytest.fixture
def browse(tenant):
    """Return a function: a browser on the tenant's host for a role, or for nobody."""
    from accounts.models import User

    def make(role: str | None) -> TenantClient:
        browser = TenantClient(
            SERVER_NAME="primeira.localhost", headers={"Sec-Fetch-Site": "same-origin"}
        )
        browser.raise_request_exception = True
        if role is not None:
            user = User.objects.create_user(f"{role or 'ninguem'}@exemplo.com.br")
            if role:
                Membership.objects.create(user=user, tenant=tenant, role=role)
            sign_in(browser, user, tenant.schema_name)
        return browser

    return make


def test_every_route_states_its_permission():
    silent = [
        path
        for path, view in routes()
        if access_of(view) is None and not getattr(view, "__module__", "").startswith(OUTSIDE_VIEWS)
    ]

    assert silent == []


def test_every_permission_asked_for_is_in_the_matrix():
    asked = {access.permission for _path, access in declared() if access.permission}

    assert asked - MATRIX.keys() - GLOBAL == set()


def test_the_panel_is_never_public():
    public = [
        path
        for path, access in declared()
        if path.startswith(("/painel/", "/console/")) and not access.permission
    ]

    assert public == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_the_matrix_grants_and_nothing_else(browse, role):
    browser = browse(role)

    for path, permission in guarded("tenant"):
        status = browser.get(path).status_code
        if role in MATRIX[permission]:
            assert status in {200, 302, 303, 404, 405}, (path, permission, status)
        else:
            assert status == 403, (path, permission, status)


def test_nobody_is_sent_to_the_sign_in(browse):
    browser = browse(None)

    for path, permission in guarded("tenant"):
        answer = browser.get(path)
        assert answer.status_code == 302, (path, permission)
        assert answer["Location"].startswith("/conta/login/?next="), path


def test_who_works_elsewhere_is_refused_everywhere(browse, other_tenant):
    browser = browse("")
    membership = {"tenant": other_tenant, "role": Role.OWNER}
    Membership.objects.create(user_id=int(browser.session["_auth_user_id"]), **membership)

    for path, permission in guarded("tenant"):
        assert browser.get(path).status_code == 403, (path, permission)


def test_a_global_administrator_has_no_place_in_a_tenant(browse):
    from accounts.models import User

    browser = browse("")
    User.objects.filter(email="ninguem@exemplo.com.br").update(is_global_admin=True)

    for path, permission in guarded("tenant"):
        assert browser.get(path).status_code == 403, (path, permission)


def test_the_global_console_is_for_global_administrators(
    global_admin, main_client, client_as, tenant
):
    owner = client_as("owner")
    sign_in(main_client, owner.user, "main")

    for path, permission in guarded("main"):
        allowed = global_admin.get(path).status_code
        assert allowed in {200, 302, 303, 404, 405}, (path, permission, allowed)
        assert main_client.get(path).status_code == 404, path
        assert owner.get(path).status_code == 404, path
