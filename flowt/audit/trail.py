"""Writing the audit trail, in the transaction of the change itself."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.encoding import force_str

from flowt import origin
from flowt.audit.models import AuditEntry
from flowt.tenancy import current_tenant, in_tenant

HIDDEN = "•••"


def snapshot(
    instance: models.Model, fields: Iterable[str], *, secret: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the named fields as plain values; those in `secret` say only whether they are set."""
    values = {name: getattr(instance, name) for name in fields}
    for name in secret:
        values[name] = HIDDEN if getattr(instance, name) else ""
    return values


def record(
    action: str,
    target: models.Model,
    *,
    actor: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    tenant_id: int | None = None,
) -> AuditEntry:
    """Add one entry. The tenant is the bound one unless `tenant_id` names it.

    Values are stored as JSON and must be free of secrets and of personal documents.
    """
    if tenant_id is None and in_tenant():
        tenant_id = current_tenant().pk
    where = origin.current()
    return AuditEntry.objects.create(
        tenant_id=tenant_id,
        actor_id=getattr(actor, "pk", None),
        actor_label=force_str(getattr(actor, "email", "") or ""),
        acting_as=where.acting_as,
        action=action,
        target=f"{target._meta.model_name} {target.pk}",
        target_label=str(target)[:200],
        before=_plain(before or {}),
        after=_plain(after or {}),
        ip=where.ip,
        request_id=where.request_id,
        correlation_id=where.correlation_id,
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return loaded
