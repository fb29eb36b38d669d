"""Which class a tenant is of: the only thing a metric says about it."""

from typing import Any

from django.conf import settings

from flowt.redis import client

KEY = "flowt:metrics:large"
NONE, DEMO, LARGE, SMALL = "none", "demo", "large", "small"
LARGE_ORDERS = 1_000  # placed in the last 30 days

_large: frozenset[int] = frozenset()


def class_of(tenant: Any) -> str:
    """Return "demo", "large" (1,000 orders in 30 days), "small"; "none" outside tenants."""
    if tenant is None:
        return NONE
    if settings.FLOWT_DEMO:
        return DEMO
    return LARGE if tenant.pk in _large else SMALL


def bound() -> str:
    """Return the class of the tenant that this thread is bound to."""
    from flowt.tenancy import connection, in_tenant

    return class_of(connection.tenant) if in_tenant() else NONE


def share(ids: set[int]) -> None:
    """Tell every process which tenants are large. Raises RedisError."""
    with client().pipeline(transaction=True) as pipe:
        pipe.delete(KEY)
        if ids:
            pipe.sadd(KEY, *ids)
        pipe.execute()


def refresh() -> None:
    """Learn which tenants are large. Raises RedisError; what was known stays."""
    global _large  # noqa: PLW0603 - one small set a process
    _large = frozenset(int(one) for one in client().smembers(KEY))
