"""Every route states who may call it, and lets in exactly those, whatever the method."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, resolve

from accounts.models import Membership, User
from accounts.roles import GLOBAL, MATRIX, SUPPORT_MAY, Role
from flowt.permissions import Access, access_of, access_to
from tenants.models import Tenant
from tenants.operations import suspend_tenant
from tests.conftest import TenantClient, sign_in

OPEN_PREFIX = re.compile(r"\^|\$|\\Z|\(\?:|\?")
SAMPLES = {"int": "999999999", "slug": "nada", "str": "nada", "path": "nada.webp", "uuid": "0" * 32}
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
REACHED = {
    200,
    204,
    302,
    303,
    400,
    404,
    405,
    409,
    410,
    422,
}  # by the view, or by its ways of refusing
HTMX = {"HX-Request": "true"}


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


def match_of(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


@cache
def declared() -> tuple[tuple[str, Access], ...]:
    found = [(path, match_of(path)) for path, _view in routes()]
    asked = [(path, access_to(match)) for path, match in found if match]
    return tuple((path, access) for path, access in asked if access is not None)


def guarded(scope: str) -> list[tuple[str, str]]:
    return [(p, a.permission) for p, a in declared() if a.scope == scope and a.permission]


def person(email: str, tenant: Tenant | None = None, role: str = "", **fields: Any) -> User:
    user = User.objects.create_user(email, **fields)
    if tenant is not None:
        Membership.objects.create(user=user, tenant=tenant, role=role)
    return user


def browser_of(user: User | None, host: str, site: str) -> TenantClient:
    browser = TenantClient(SERVER_NAME=host, headers={"Sec-Fetch-Site": "same-origin"})
    return sign_in(browser, user, site) if user else browser


@pytest.fixture
def browse(tenant):
    """Return a function: a browser on the tenant's host, of `user` or of nobody."""
    return lambda user: browser_of(user, "primeira.localhost", tenant.schema_name)


def not_refused(
    browser: TenantClient,
    page: int,
    fragment: int,
    scope: str = "tenant",
    methods: tuple[str, ...] = METHODS,
) -> list[Any]:
    """Call every guarded route with these methods, as a page and by htmx; return what got through.

    A page is asked for with GET only: its frame takes most of the time.
    """
    calls = [("get", page, {}), *((method, fragment, HTMX) for method in methods)]
    return [
        (method, path, status)
        for path, _permission in guarded(scope)
        for method, expected, headers in calls
        if (status := getattr(browser, method)(path, headers=headers).status_code) != expected
    ]


def test_every_route_states_its_permission():
    silent = [
        path
        for path, view in routes()
        if access_of(view) is None and not view.__module__.startswith(("allauth.", "django."))
    ]

    assert silent == []


def test_what_a_library_brings_and_nobody_named_is_not_there(browse):
    named = {path for path, _access in declared()}
    unnamed = [path for path, _view in routes() if path not in named and match_of(path)]
    browser = browse(person("alguem@exemplo.com.br"))

    assert "/conta/email/" in unnamed
    for path in unnamed:
        assert browser.get(path).status_code == 404, path
        assert browser.post(path).status_code == 404, path


def test_every_permission_asked_for_is_in_the_matrix():
    asked = {access.permission for _path, access in declared() if access.permission}

    assert asked - MATRIX.keys() - GLOBAL == set()
    assert MATRIX.keys() >= SUPPORT_MAY


def test_the_panel_is_never_public():
    public = [
        path
        for path, access in declared()
        if path.startswith(("/painel/", "/console/")) and not access.permission
    ]

    assert public == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_the_matrix_grants_and_nothing_else(browse, tenant, role):
    browser = browse(person(f"{role}@exemplo.com.br", tenant, role))

    for path, permission in guarded("tenant"):
        for method, headers in (("get", {}), ("post", HTMX)):
            status = getattr(browser, method)(path, headers=headers).status_code
            if role in MATRIX[permission]:
                assert status in REACHED, (method, path, permission, status)
            else:
                assert status == 403, (method, path, permission, status)


def test_a_viewer_is_refused_whatever_the_method(browse, tenant):
    browser = browse(person("viewer@exemplo.com.br", tenant, Role.VIEWER))
    denied = [path for path, name in guarded("tenant") if Role.VIEWER not in MATRIX[name]]

    assert len(denied) > 40
    for path in denied:
        for method in ("head", "options", "put", "patch", "delete"):
            assert getattr(browser, method)(path, headers=HTMX).status_code == 403, (method, path)


def test_nobody_is_sent_to_the_sign_in(browse):
    browser = browse(None)

    assert not_refused(browser, page=302, fragment=200) == []  # 200: "go to the sign-in"
    answer = browser.get("/painel/")
    assert answer["Location"].startswith("/conta/login/?next=")


def test_a_fragment_sends_nobody_to_the_sign_in_as_a_page(browse):
    browser = browse(None)

    for path, _permission in guarded("tenant"):
        answer = browser.get(path, headers=HTMX)
        assert answer["HX-Redirect"].startswith("/conta/login/?next="), path
        assert answer.content == b"", path


def test_a_fragment_is_refused_as_its_page_is(browse, tenant):
    browser = browse(person("viewer@exemplo.com.br", tenant, Role.VIEWER))

    for path, permission in guarded("tenant"):
        answer = browser.get(path, headers=HTMX)
        if Role.VIEWER not in MATRIX[permission]:
            assert (answer.status_code, answer["HX-Retarget"]) == (403, "#toasts"), path


def test_who_works_elsewhere_is_refused_everywhere(browse, other_tenant):
    browser = browse(person("vizinha@exemplo.com.br", other_tenant, Role.OWNER))

    assert not_refused(browser, page=403, fragment=403) == []


def test_a_session_of_the_neighbour_is_nobodys(tenant, other_tenant):
    owner = person("vizinha@exemplo.com.br", other_tenant, Role.OWNER)
    browser = browser_of(owner, "primeira.localhost", other_tenant.schema_name)

    assert [browser.get(path).status_code for path, _name in guarded("tenant")[:5]] == [302] * 5


def test_a_global_administrator_has_no_place_in_a_tenant(browse, settings):
    settings.FLOWT_DEMO = True  # outside of it they would be sent to set up a second factor first
    browser = browse(person("omni8@exemplo.com.br", is_global_admin=True))

    assert not_refused(browser, 403, 403, methods=("post",)) == []


def test_a_suspended_business_answers_nobody(browse, tenant):
    browser = browse(person("dona@exemplo.com.br", tenant, Role.OWNER))
    suspend_tenant(tenant, reason="", actor=None)

    for path, _permission in guarded("tenant"):
        assert browser.get(path).status_code == 403, path
        assert browser.post(path, headers=HTMX).status_code == 403, path


def test_whose_access_ended_reaches_nothing(browse, tenant):
    user = person("saiu@exemplo.com.br", tenant, Role.OWNER)
    browser = browse(user)
    assert browser.get("/painel/").status_code == 200

    Membership.objects.filter(user=user).update(is_active=False)

    assert not_refused(browser, 403, 403, methods=("post",)) == []


def test_the_global_console_is_for_global_administrators(global_admin):
    for path, permission in guarded("main"):
        for method in ("get", "post"):
            status = getattr(global_admin, method)(path).status_code
            assert status in REACHED, (method, path, permission, status)


def test_the_global_console_is_not_there_for_others(main_client, client_as, tenant):
    owner = client_as("owner")
    sign_in(main_client, owner.user, "main")

    assert not_refused(main_client, 404, 404, scope="main") == []
    assert not_refused(owner, 404, 404, scope="main") == []


def test_pages_of_ones_own_want_a_sign_in(main_client):
    own = [path for path, access in declared() if access.permission == ""]

    assert len(own) >= 15
    for path in own:
        for method in ("get", "post"):
            answer = getattr(main_client, method)(path)
            assert answer.status_code == 302, (method, path)
            assert answer["Location"].startswith("/conta/login/?next="), path
