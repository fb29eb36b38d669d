"""Asking for an effect, and saying what became of it."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from flowt import due, origin, rows
from flowt.audit.trail import record, snapshot
from flowt.effects.errors import NotRepeatable, NotUndecided
from flowt.effects.kinds import kinds
from flowt.effects.models import Effect
from flowt.tenancy import current_tenant

KIND = "effect"
Status = Effect.Status
_TOLD = ("status", "provider_id", "error", "is_resent")


@transaction.atomic(savepoint=False)
def request_effect(
    kind: str, *, key: str, payload: Any, subject: str = "", run_at: datetime | None = None
) -> Effect:
    """Have something done outside after the caller's commit, once for its `key`.

    `key` names the cause ("order-12-cancelled"); asking again returns the first row unchanged.
    `payload` is plain JSON and is stored encrypted; `subject` is for people and holds nothing
    personal. Raises KeyError for an unknown kind.
    """
    kinds.get(kind)
    effect = Effect(
        kind=kind,
        key=key,
        reference=reference_of(kind, key),
        subject=subject,
        payload=payload,
        correlation_id=origin.current().correlation_id,
    )
    if not rows.insert(effect, on_conflict="(kind, key) DO NOTHING"):
        return Effect.objects.get(kind=kind, key=key)
    due.schedule(KIND, str(effect.pk), run_at=run_at)
    return effect


def reference_of(kind: str, key: str) -> UUID:
    """Derive what the provider is given from the cause, so that a lost row cannot double it."""
    tenant = current_tenant()
    return uuid5(NAMESPACE_OID, f"flowt:{tenant.pk}:{tenant.schema_name}:{kind}:{key}")


@transaction.atomic
def confirm_effect(
    reference: UUID | str, *, is_accepted: bool, provider_id: str = "", error: str = ""
) -> Effect | None:
    """Note what the provider's webhook says of one of ours; None if it is not ours.

    It may come twice, late, or before the answer to the call itself. A success is kept whatever
    else is told; a failure ends only what nobody saw accepted.
    """
    effect = Effect.objects.select_for_update().filter(reference=reference).first()
    if effect is None:
        return None
    effect.confirmed_at = effect.confirmed_at or timezone.now()
    effect.save(update_fields=["confirmed_at"])
    if is_accepted:
        accept(effect, provider_id)
    elif effect.status not in {Status.ACCEPTED, Status.FAILED}:
        settle(effect, Status.FAILED, error=error)
    return effect


@transaction.atomic
def settle_effect(effect: Effect, *, status: str, note: str = "", actor: Any) -> Effect:
    """Decide by hand what became of it: `accepted` or `failed`. A repeat changes nothing.

    Raises NotUndecided where that is known.
    """
    effect = Effect.objects.select_for_update().get(pk=effect.pk)
    if effect.status == status:
        return effect
    if effect.status not in {Status.UNKNOWN, Status.PARKED}:
        raise NotUndecided
    before = snapshot(effect, _TOLD)
    settle(effect, Status(status), error=note)
    record("effect.settle", effect, actor=actor, before=before, after=snapshot(effect, _TOLD))
    return effect


@transaction.atomic
def retry_effect(effect: Effect, *, actor: Any) -> Effect:
    """Send by hand what is unknown, parked or failed. A repeat finds it queued and changes nothing.

    Where an earlier attempt may have counted it is flagged as sent again. Raises NotRepeatable.
    """
    effect = Effect.objects.select_for_update().get(pk=effect.pk)
    if effect.status == Status.QUEUED:
        return effect
    if effect.status in {Status.ACCEPTED, Status.SENDING}:
        raise NotRepeatable
    before = snapshot(effect, _TOLD)
    effect.is_resent = effect.is_resent or effect.status != Status.FAILED
    effect.status, effect.attempts, effect.settled_at = Status.QUEUED, 0, None
    effect.save(update_fields=["status", "attempts", "settled_at", "is_resent"])
    due.schedule(KIND, str(effect.pk))
    record("effect.retry", effect, actor=actor, before=before, after=snapshot(effect, _TOLD))
    return effect


def accept(effect: Effect, provider_id: str) -> None:
    """Keep a success, however late it comes. `effect` is locked by the caller."""
    if effect.status == Status.ACCEPTED:
        if provider_id and not effect.provider_id:
            effect.provider_id = provider_id[:200]
            effect.save(update_fields=["provider_id"])
        return
    effect.provider_id = provider_id[:200] or effect.provider_id
    settle(effect, Status.ACCEPTED)


def settle(effect: Effect, status: str, *, error: str = "") -> None:
    """Write where it stands now and tell its kind. `effect` is locked by the caller."""
    effect.status, effect.error = status, error.replace("\0", "")[:500]
    effect.settled_at = timezone.now()
    effect.save(update_fields=["status", "error", "settled_at", "provider_id"])
    if effect.kind in kinds:
        kinds.get(effect.kind)().settled(effect)
