"""Which tenant this code runs in. Nothing here defaults to one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

import structlog
from django.db import connection as django_connection
from django.utils import timezone, translation

if TYPE_CHECKING:
    from tenants.models import Tenant

PUBLIC = "public"


class TenantConnection(Protocol):
    """What django-tenants adds to a database connection; each thread has its own."""

    schema_name: str | None
    tenant: Any

    def set_tenant(self, tenant: Any) -> None: ...
    def set_schema(self, schema_name: str) -> None: ...
    def set_schema_to_public(self) -> None: ...


connection = cast("TenantConnection", django_connection)


class NoTenant(RuntimeError):
    """Code that needs a tenant was reached without one: a bug, never shown to a person."""


def current_schema() -> str:
    """Return the name of the bound schema; `public` where no tenant is bound."""
    return connection.schema_name or PUBLIC


def in_tenant() -> bool:
    return current_schema() != PUBLIC


def current_tenant() -> "Tenant":
    """Return the bound tenant. Raises NoTenant in `public`."""
    if not in_tenant() or getattr(connection.tenant, "pk", None) is None:
        raise NoTenant("this needs a tenant, and none is bound")
    tenant: Tenant = connection.tenant
    return tenant


@contextmanager
def tenant_context(tenant: "Tenant") -> Iterator["Tenant"]:
    """Run the block in `tenant`'s schema, language and time zone; restore what was bound before.

    State is on this thread's connection alone, so it is safe between threads, also nested.
    """
    before = connection.tenant
    connection.set_tenant(tenant)
    try:
        with (
            translation.override(tenant.language),
            timezone.override(tenant.time_zone),
            structlog.contextvars.bound_contextvars(tenant=tenant.schema_name),
        ):
            yield tenant
    finally:
        connection.set_tenant(before)


@contextmanager
def public_schema() -> Iterator[None]:
    """Run the block in `public` alone, where no tenant's table can be reached."""
    before = connection.tenant
    connection.set_schema_to_public()
    try:
        yield
    finally:
        connection.set_tenant(before)


@contextmanager
def at_schema(name: str) -> Iterator[None]:
    """Run the block in a schema that is nobody's yet, or is worked on as such: no tenant is bound.

    For who makes, copies or compares schemas; a `SET search_path` by hand is refused.
    """
    before = connection.tenant
    connection.set_schema(name)
    try:
        yield
    finally:
        connection.set_tenant(before)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: a cache entry belongs to the schema it was written in."""
    return f"{current_schema()}:{key_prefix}:{version}:{key}"


def scoped(name: str) -> str:
    """Prefix a Redis key, a lock or a rate counter with the bound schema's name."""
    return f"flowt:{current_schema()}:{name}"


def bind_public() -> None:
    """Bind this thread's connection to `public`: how a request begins and ends."""
    connection.set_schema_to_public()
