"""Deleting a tenant, with all that is anywhere of it."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from flowt import live, versions
from flowt.audit.trail import record
from flowt.locks import session_lock
from flowt.models import Version
from flowt.tenancy import public_schema
from portable.business import STAYS, models_of_a_tenant
from portable.cache import forget_cached
from portable.errors import Busy
from portable.files import drop_media
from portable.settling import LOCK_TIMEOUT
from tenants import schemas
from tenants.hosts import VERSION
from tenants.models import Tenant


def drop_tenant(tenant: Tenant, *, actor: Any = None) -> None:
    """Delete the tenant: schema, settings, domains, team, due work, media, what Redis keeps.

    Its addresses answer as those of nobody at once. The audit trail and the log of erasures stay.
    A repeat finds nothing. Raises Busy while it is exported or updated.
    """
    schema = tenant.schema_name
    with public_schema(), session_lock(f"migrate {schema}", wait=False) as is_ours:
        if not is_ours:
            raise Busy(name=tenant.slug)
        with transaction.atomic():
            _delete(tenant, actor)
        drop_media(schema)
        forget_cached(schema)
        live.hang_up(schema)


def _delete(tenant: Tenant, actor: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
    found = Tenant.objects.select_for_update().filter(pk=tenant.pk).first()
    if found is None:
        return
    before = {"slug": found.slug, "code": found.code, "name": found.name}
    record("tenant.drop", found, actor=actor, before=before, tenant_id=found.pk)
    schemas.drop_schema(found.schema_name)
    for model, field in models_of_a_tenant():
        if model._meta.label not in STAYS:
            _rows(model, field, found).delete()
    Version.objects.filter(name=versions.of_menu(found.schema_name)).delete()
    found.delete()
    versions.bump(VERSION)


def _rows(model: type[Model], field: str, tenant: Tenant) -> Any:
    value = tenant if model._meta.get_field(field).is_relation else tenant.pk
    return model._default_manager.filter(**{field: value})
