"""Creating, suspending and reactivating tenants."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils import timezone

from flowt import live, versions
from flowt.audit.trail import record
from flowt.crypto import blind_index
from flowt.tenancy import public_schema
from tenants import schemas
from tenants.errors import SlugTaken
from tenants.hosts import VERSION
from tenants.models import RESERVED_SLUGS, Domain, OrderProfile, Tenant

FIRST_CODE = 1001
CREATION_LOCK = 0x464C4F59
DOCUMENT_PURPOSE = "tenants.tenant.document"


def create_tenant(*, name: str, slug: str, actor: Any = None, **fields: Any) -> Tenant:
    """Create a tenant with its schema, its host `slug.<base domain>` and its order profiles.

    It serves as soon as this commits. Raises SlugTaken; nothing is left behind then.
    """
    with public_schema():
        schemas.ensure_template()
        with transaction.atomic():
            tenant = insert_tenant(name, slug, fields)
            schemas.make_schema(tenant.schema_name)
            Domain.objects.create(
                tenant=tenant,
                domain=f"{slug}.{settings.FLOWT_BASE_DOMAIN}",
                is_primary=True,
                verified_at=timezone.now(),
            )
            OrderProfile.objects.bulk_create(
                OrderProfile(tenant=tenant, kind=kind, is_enabled=kind == OrderProfile.Kind.PICKUP)
                for kind in OrderProfile.Kind.values
            )
            told = {"name": name, "slug": slug}
            record("tenant.create", tenant, actor=actor, after=told, tenant_id=tenant.pk)
            versions.bump(VERSION)
    return tenant


def insert_tenant(name: str, slug: str, fields: dict[str, Any]) -> Tenant:
    """Write the row, under the next code; who comes at the same time waits. Raises SlugTaken.

    `fields` may name the code, where it is free, and the schema.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CREATION_LOCK])
    if slug in RESERVED_SLUGS or Tenant.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    last = Tenant.objects.aggregate(last=Max("code"))["last"] or FIRST_CODE - 1
    code = fields.pop("code", None) or last + 1
    values = {
        "schema_name": f"t_{slug.replace('-', '_')}_{code}",
        "schema_fingerprint": schemas.fingerprint(),
        **with_document_index(fields),
    }
    tenant = Tenant(code=code, slug=slug, name=name, **values)
    tenant.full_clean(exclude=["document"])
    tenant.save()
    return tenant


def with_document_index(fields: dict[str, Any]) -> dict[str, Any]:
    """Add what makes the document findable, where `fields` hold one."""
    if "document" not in fields:
        return fields
    document = fields["document"]
    index = blind_index(document, DOCUMENT_PURPOSE) if document else ""
    return {**fields, "document_index": index}


def suspend_tenant(tenant: Tenant, *, reason: str, actor: Any = None) -> Tenant:
    """Close a tenant's pages at once, for customers and team. A repeat changes nothing."""
    with public_schema(), transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
        if tenant.status == Tenant.Status.SUSPENDED:
            return tenant
        tenant.status = Tenant.Status.SUSPENDED
        tenant.suspended_at = timezone.now()
        tenant.suspended_reason = reason
        _save_status(tenant)
        record(
            "tenant.suspend",
            tenant,
            actor=actor,
            before={"status": "active"},
            after={"status": "suspended", "reason": reason},
            tenant_id=tenant.pk,
        )
        transaction.on_commit(lambda: live.hang_up(tenant.schema_name))
    return tenant


def reactivate_tenant(tenant: Tenant, *, actor: Any = None) -> Tenant:
    """Open a suspended tenant again. A repeat changes nothing."""
    with public_schema(), transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
        if tenant.status == Tenant.Status.ACTIVE:
            return tenant
        before = {"status": "suspended", "reason": tenant.suspended_reason}
        tenant.status = Tenant.Status.ACTIVE
        tenant.suspended_at = None
        tenant.suspended_reason = ""
        _save_status(tenant)
        record(
            "tenant.reactivate",
            tenant,
            actor=actor,
            before=before,
            after={"status": "active"},
            tenant_id=tenant.pk,
        )
    return tenant


def touch_tenant(tenant: Tenant) -> None:
    """Say that this tenant or its settings changed: pages kept in memory are old with the commit,
    and open menus look again.

    Call it in the transaction of the change.
    """
    Tenant.objects.filter(pk=tenant.pk).update(version=F("version") + 1)
    versions.bump(VERSION)
    live.notify_in(tenant.schema_name, "menu")


def _save_status(tenant: Tenant) -> None:
    tenant.save(update_fields=["status", "suspended_at", "suspended_reason"])
    touch_tenant(tenant)
