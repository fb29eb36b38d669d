"""One attempt to send: `sending` is committed, the provider is called, the outcome is noted.

Before the call everything stands under the job's lease. A success is noted whether or not the
lease still holds: it is a fact. A failure is noted only by who holds it.
"""

import random
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from flowt import due, http
from flowt.effects.kinds import EffectKind, Sending, Verdict, Withheld, kinds
from flowt.effects.models import Effect
from flowt.effects.operations import accept, settle

log = structlog.get_logger()
Status = Effect.Status
CUT_OFF = "The worker ended before an answer came."
LONGEST_PAUSE_SECONDS = 600


def send(effect_id: int, lease: due.Lease) -> None:
    """Send what is queued. Raises due.Later where there is more to do, LeaseLost after a stall."""
    sending = _begin(effect_id, lease)
    if sending is None:
        return
    kind = kinds.get(sending.kind)()
    if not lease.is_held:  # frozen since the commit: others have taken it for cut off
        raise due.LeaseLost(f"effect {effect_id}")
    try:
        accepted = kind.send(sending)
    except Exception as error:  # noqa: BLE001 - whatever it is, it may have counted
        _note_failure(sending, kind, error, lease)
        return
    with transaction.atomic():
        accept(Effect.objects.select_for_update().get(pk=effect_id), accepted.provider_id)


def _begin(effect_id: int, lease: due.Lease) -> Sending | None:
    """Commit `sending`. None where there is nothing to send (any more)."""
    later = None
    with lease.guard():
        effect = Effect.objects.select_for_update().filter(pk=effect_id).first()
        if effect is None or effect.status in {Status.ACCEPTED, Status.FAILED, Status.PARKED}:
            return None
        kind = kinds.get(effect.kind)()
        if effect.status == Status.SENDING:
            _take_up(effect, kind)
        if effect.status == Status.UNKNOWN:
            later = _resend_once(effect, kind)
        if effect.status == Status.QUEUED:
            return _commit_sending(effect, kind)
    if later:
        raise due.Later(later)
    return None


def _take_up(effect: Effect, kind: EffectKind) -> None:
    """Somebody died, or stands still, between `sending` and the answer: it may have counted."""
    effect.is_doubtful = True
    effect.save(update_fields=["is_doubtful"])
    if kind.takes_key and effect.attempts < kind.max_attempts:
        effect.status = Status.QUEUED
    else:
        settle(effect, Status.UNKNOWN, error=CUT_OFF)


def _resend_once(effect: Effect, kind: EffectKind) -> float | None:
    """Queue what nobody confirmed in time, if its kind is worth it; else say how long to wait."""
    if not may_resend(effect, kind):
        return None
    since = effect.settled_at or timezone.now()
    wait = since + timedelta(seconds=kind.reconcile_seconds) - timezone.now()
    if wait > timedelta():
        return wait.total_seconds()
    effect.status, effect.is_resent, effect.attempts = Status.QUEUED, True, 0
    effect.save(update_fields=["status", "is_resent", "attempts"])
    return None


def may_resend(effect: Effect, kind: EffectKind) -> bool:
    return kind.is_transactional and not kind.takes_key and not effect.is_resent


def _commit_sending(effect: Effect, kind: EffectKind) -> Sending | None:
    try:
        message = kind.prepare(effect)
    except Withheld as reason:
        settle(effect, Status.FAILED, error=str(reason))
        return None
    effect.status, effect.sending_at = Status.SENDING, timezone.now()
    effect.attempts += 1
    effect.save(update_fields=["status", "sending_at", "attempts"])
    return Sending(
        effect_id=effect.pk,
        kind=effect.kind,
        reference=str(effect.reference),
        payload=effect.payload,
        attempt=effect.attempts,
        is_repeat=effect.is_doubtful,
        message=message,
    )


def _note_failure(sending: Sending, kind: EffectKind, error: Exception, lease: due.Lease) -> None:
    """Write what a failure means, unless the outcome came by another way meanwhile."""
    verdict = kind.verdict(error)
    told = f"{type(error).__name__}: {error}"
    if not isinstance(error, http.HttpFailure):
        told = type(error).__name__  # its text may hold what was sent
        log.error("effect_broke", effect=sending.effect_id, kind=sending.kind, exc_info=error)
    later = None
    with lease.guard():
        effect = Effect.objects.select_for_update().get(pk=sending.effect_id)
        if (effect.status, effect.attempts) == (Status.SENDING, sending.attempt):
            later = _judge(effect, kind, verdict, told)
            pause = getattr(error, "retry_after", None) or 0
    if later:
        raise due.Later(max(later, pause))


def _judge(effect: Effect, kind: EffectKind, verdict: Verdict, told: str) -> float | None:
    """Move the row; return after how many seconds to go on, None if a worker is done with it."""
    if verdict is Verdict.AMBIGUOUS:
        effect.is_doubtful = True
        effect.save(update_fields=["is_doubtful"])
    can_retry = verdict is Verdict.RETRY or (verdict is Verdict.AMBIGUOUS and kind.takes_key)
    if can_retry and effect.attempts < kind.max_attempts:
        effect.status, effect.error = Status.QUEUED, told[:500]
        effect.save(update_fields=["status", "error"])
        return _pause(effect.attempts)
    is_sure = verdict is Verdict.FINAL and (kind.takes_key or not effect.is_doubtful)
    if is_sure or not effect.is_doubtful:
        settle(effect, Status.FAILED, error=told)
        return None
    settle(effect, Status.UNKNOWN, error=told)
    return kind.reconcile_seconds if may_resend(effect, kind) else None


def _pause(attempts: int) -> float:
    pause = float(min(2**attempts, LONGEST_PAUSE_SECONDS))
    return pause * random.uniform(0.75, 1.25)  # noqa: S311
