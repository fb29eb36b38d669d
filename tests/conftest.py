"""Two tenants are made once a run; every test that touches them rolls back.

Tests with threads or real commits take `trading_tenant`: a tenant of their own, dropped afterwards.
Examples are drawn alike in every run, and for no length of time; `make chaos` draws others.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from accounts.models import Membership, SignIn, User
from catalog import kept
from flowt import heap, limits
from flowt.due import worker
from flowt.redis import client as redis_client
from flowt.tenancy import tenant_context
from offers import selectors as offers
from storefront import page_cache
from tenants import hosts, operations, schemas, selectors
from tenants.models import Domain, Tenant
from tests import databases

settings.register_profile(
    "landing",
    derandomize=True,
    max_examples=60,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "chaos", settings.get_profile("landing"), derandomize=False, max_examples=1000
)
settings.load_profile("chaos" if os.environ.get("FLOWT_CHAOS") == "long" else "landing")
expect.set_options(timeout=20_000)  # it ends as soon as it is true
worker.run_pending.__kwdefaults__["seconds"] = 60.0  # it ends as soon as nothing is ready

OFFSET = 1_000_000  # the other tenant's ids, so that equal ids cannot hide a leak


def pytest_collection_finish() -> None:
    """What is loaded stays to the end: no test pays for looking through it once more."""
    heap.settle()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The test database with its two tenants, also for tests that commit for real."""
    with django_db_blocker.unblock():
        made = databases.make(_make_tenants)
    yield
    with django_db_blocker.unblock():
        databases.drop(made)


def _make_tenants() -> None:
    make_tenant("primeira", "Primeira")
    make_tenant("segunda", "Segunda", offset=OFFSET)


def make_tenant(slug: str, name: str, *, offset: int = 0) -> Tenant:
    tenant = operations.create_tenant(name=name, slug=slug)
    if offset:
        with tenant_context(tenant), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_serial_sequence(format('%%I.%%I', table_schema, table_name),"
                " column_name) FROM information_schema.columns"
                " WHERE table_schema = %s AND is_identity = 'YES'",
                [tenant.schema_name],
            )
            for (sequence,) in cursor.fetchall():
                cursor.execute(f"ALTER SEQUENCE {sequence} RESTART {offset}")
    return tenant


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_listed_once() -> Iterator[None]:
    """A test's browser builds all middleware anew; the files on disk stay as they are."""
    listed: dict[str, StaticFile] = {}

    def add_files(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            from_disk(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    from_disk = WhiteNoiseMiddleware.add_files_from_finders
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The browser's driver: one a process, because it keeps a loop running in this thread."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(autouse=True)
def _forget() -> None:
    """What a process keeps in memory, and what Redis holds, starts empty in every test."""
    hosts._kept.clear()
    selectors.forget()
    offers.forget()
    kept.forget()
    page_cache.store = page_cache.PageStore()
    limits.forget()
    timezone.deactivate()
    translation.deactivate()
    for redis in (redis_client(), limits._redis().storage):
        redis.connection_pool.connection_kwargs |= {"socket_timeout": 30.0}
    redis_client().flushdb()


@pytest.fixture(autouse=True)
def _empty_trail(request: pytest.FixtureRequest) -> None:
    """A test that rolls back begins without the audit entries that others have committed."""
    used = set(request.fixturenames)
    if "db" not in used or used & {"transactional_db", "trading_tenant"}:
        return
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica; DELETE FROM public.audit_entry;"
            " SET LOCAL session_replication_role = origin"
        )


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still at today's noon in São Paulo: no minute, day or month ends."""
    today = datetime.now(ZoneInfo("America/Sao_Paulo"))
    at = today.replace(hour=12, minute=0, second=0, microsecond=0).astimezone(UTC)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    """The tenant a test stands in; its schema is bound."""
    found = Tenant.objects.get(slug="primeira")
    with tenant_context(found):
        yield found


@pytest.fixture
def other_tenant(db: None) -> Tenant:
    """The curious neighbour. Not bound: enter it with `tenant_context`."""
    return Tenant.objects.get(slug="segunda")


@pytest.fixture
def trading_tenant(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Tenant]:
    """A tenant of this test alone, really committed: for threads. Not bound, dropped at the end."""
    with django_db_blocker.unblock():
        made = operations.create_tenant(name="Feira", slug=f"feira-{uuid4().hex[:8]}")
        try:
            yield made
        finally:
            connection.close()
            connection.set_schema_to_public()
            schemas.drop_schema(made.schema_name)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM due_queue WHERE tenant_id = %s", [made.pk])
            made.domains.all().delete()
            Tenant.objects.filter(pk=made.pk).delete()
            connection.close()


class TenantClient(Client):
    """A browser on one host. The schema bound before a request is bound again after it, and what
    waits for the commit (which never comes in a test) is run before and after."""

    def request(self, **request: object) -> object:
        bound = connection.tenant
        run_commit_hooks()
        try:
            return super().request(**request)
        finally:
            run_commit_hooks()
            connection.set_tenant(bound)


def run_commit_hooks() -> None:
    while connection.run_on_commit:
        _savepoints, hook, _is_robust = connection.run_on_commit.pop(0)
        hook()


def host_of(tenant: Tenant) -> str:
    return Domain.objects.get(tenant=tenant, is_primary=True).domain


@pytest.fixture
def client(tenant: Tenant) -> TenantClient:
    """An anonymous browser on the tenant's host."""
    return TenantClient(SERVER_NAME=host_of(tenant), headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def main_client(db: None) -> TenantClient:
    """An anonymous browser on the main host."""
    return TenantClient(SERVER_NAME="localhost", headers={"Sec-Fetch-Site": "same-origin"})


def sign_in(browser: TenantClient, user: User, site: str) -> TenantClient:
    """Sign `user` in on `site`: a schema's name, or "main"."""
    browser.force_login(user)
    row = SignIn.objects.create(user=user, site=site, host=browser.defaults["SERVER_NAME"])
    session = browser.session
    session["site"], session["sign_in"] = site, row.pk
    session.save()
    return browser


@pytest.fixture
def client_as(tenant: Tenant) -> Callable[..., TenantClient]:
    """Return a browser on the tenant's host, signed in with the given role."""

    def make(role: str, *, at: Tenant | None = None) -> TenantClient:
        where = at or tenant
        user = User.objects.create_user(f"{role}-{uuid4().hex[:6]}@exemplo.com.br")
        Membership.objects.create(user=user, tenant=where, role=role)
        browser = TenantClient(
            SERVER_NAME=host_of(where), headers={"Sec-Fetch-Site": "same-origin"}
        )
        browser.user = user
        return sign_in(browser, user, where.schema_name)

    return make


@pytest.fixture
def global_admin(db: None) -> TenantClient:
    """A global administrator on the main host."""
    user = User.objects.create_user("omni8@exemplo.com.br", is_global_admin=True)
    browser = TenantClient(SERVER_NAME="localhost", headers={"Sec-Fetch-Site": "same-origin"})
    browser.user = user
    return sign_in(browser, user, "main")
