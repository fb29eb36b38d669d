"""A shop that sells, and programs that call it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from flowt.api.operations import create_key
from flowt.api.scopes import Scope
from flowt.tenancy import tenant_context
from tests.conftest import TenantClient, host_of
from tests.factories import make_item
from tests.storefront.conftest import open_shop

ALL = tuple(Scope.values)
AT_ONCE = 15  # connections of the pool, but for one


class Program(TenantClient):
    """A program on a tenant's host: no cookies, JSON both ways, and a key where it has one."""

    def __init__(self, host: str, key: str = "", **headers: str) -> None:
        self.key = key
        given = {"Authorization": f"Bearer {key}"} if key else {}
        super().__init__(SERVER_NAME=host, headers={"Accept-Language": "en", **given, **headers})
        self.raise_request_exception = False

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if body is None:
            return self.generic(method.upper(), f"/api/v1{path}", headers=headers)
        there = f"/api/v1{path}"
        return getattr(self, method)(there, body, content_type="application/json", headers=headers)


def statements(queries: Any) -> list[str]:
    """What a request asked the database for the sake of its answer."""
    passing = ("search_path", "flowt_version", "SAVEPOINT", "tenants_")
    found = [query["sql"] for query in queries]
    return [sql for sql in found if not any(part in sql for part in passing)]


def new_key() -> str:
    """An Idempotency-Key that nobody used."""
    return uuid4().hex


@pytest.fixture
def shop(tenant):
    open_shop(tenant)
    return tenant


@pytest.fixture
def dish(shop):
    return make_item("Feijoada", slug="feijoada", price="42.00", stock=10)


@pytest.fixture
def visitor(shop):
    return Program(host_of(shop))


@pytest.fixture
def program(shop):
    """Return a program with a key of these scopes."""

    def make(*scopes: str) -> Program:
        made = create_key(name="Caixa", scopes=scopes or ALL, actor=None)
        found = Program(host_of(shop), made.secret)
        found.row = made.row
        return found

    return make


def order_body(item, **fields: Any) -> dict[str, Any]:
    return {
        "profile": "pickup",
        "items": [{"item_id": item.pk, "quantity": 1}],
        "customer": {"name": "Ana Lima", "phone": "+5511999998888"},
        "payment_method": "pix",
        **fields,
    }


def racing(tenant, calls):
    """Make every call at the same moment; return the answers."""
    at_once = min(AT_ONCE, len(calls))
    barrier = Barrier(at_once)

    def run(at):
        if at < at_once:
            barrier.wait()
        try:
            with tenant_context(tenant):
                return calls[at]()
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(run, range(len(calls))))
