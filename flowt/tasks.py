"""Celery tasks that belong to a tenant."""

from typing import Any

from celery import Task
from django.db import transaction
from django_tenants.utils import get_tenant_model

from flowt.tenancy import NoTenant, current_schema, in_tenant, tenant_context


class TenantClosed(RuntimeError):
    """A task came for a tenant whose work waits."""


class TenantTask(Task):
    """A task that runs, after the caller's commit, in the tenant it was called from.

    Calling it outside a tenant raises NoTenant at once. A tenant gone by then fails the task, and
    so does one that is suspended (TenantClosed): what must not be lost is due work.
    """

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        if not in_tenant():
            raise NoTenant(f"{self.name} was called outside a tenant")
        options["headers"] = {**(options.get("headers") or {}), "schema": current_schema()}
        send = super().apply_async
        transaction.on_commit(lambda: send(args, kwargs, **options))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        headers = getattr(self.request, "headers", None) or {}
        schema = headers.get("schema") or getattr(self.request, "schema", None)
        if not schema:
            raise NoTenant(f"{self.name} came without a tenant")
        tenant = get_tenant_model().objects.get(schema_name=schema)
        if not tenant.runs_work:
            raise TenantClosed(f"{self.name} came for {schema}, which is suspended")
        with tenant_context(tenant):
            return self.run(*args, **kwargs)
