"""What providers tell of our messages: kept once, acknowledged, then worked off."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from flowt import due, rows
from flowt.effects.operations import confirm_effect
from messaging.models import Message, ProviderEvent, Suppression
from messaging.standing import Status, advance, locked
from messaging.suppressing import note_soft_bounce, suppress

KIND = "messaging.told"
PATIENCE = timedelta(minutes=10)  # for an answer that is slower than its webhook
AGAIN_SECONDS = 20.0
MEANS = {
    "delivered": (Status.DELIVERED, ""),
    "bounced": (Status.BOUNCED, "bounced"),
    "rejected": (Status.BOUNCED, "rejected"),
    "failed": (Status.BOUNCED, "rejected"),
    "complained": (Status.COMPLAINED, "complained"),
}
HEARD = frozenset({*MEANS, "sent", "queued"})  # anything else (opened, clicked) is not kept


def plain(provider: str, event: Any, *, is_hard: bool) -> tuple[str, dict[str, Any]]:
    """Return (event key, body) of one of anymail's events."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    at = event.timestamp.isoformat() if event.timestamp else ""
    body = {
        "event": str(event.event_type),
        "provider_id": str(event.message_id or ""),
        "reference": str(metadata.get("reference") or ""),
        "recipient": str(event.recipient or ""),
        "reason": str(event.reject_reason or ""),
        "detail": str(event.mta_response or event.description or "")[:500],
        "is_hard": is_hard,
        "at": at,
    }
    parts = [body["event"], body["provider_id"], body["reference"], body["recipient"], at]
    named = [body["event"], str(event.event_id)] if event.event_id else parts
    digest = hashlib.sha256("\0".join([provider, *named]).encode()).hexdigest()
    return digest[:64], body


@transaction.atomic
def store(provider: str, events: list[tuple[str, dict[str, Any]]]) -> int:
    """Keep each event once, to be worked off after the commit. Returns how many were new."""
    new = 0
    for key, body in events:
        row = ProviderEvent(provider=provider, event_key=key, body=body)
        if rows.insert(row, on_conflict="(provider, event_key) DO NOTHING"):
            due.schedule(KIND, str(row.pk))
            new += 1
    return new


def process(pk: int) -> None:
    """Bring the message up to date. Raises due.Later while it may not be known yet."""
    row = ProviderEvent.objects.select_for_update().filter(pk=pk, processed_at=None).first()
    if row is None:
        return
    message = _message(row)
    if message is None and row.received_at > timezone.now() - PATIENCE:
        raise due.Later(AGAIN_SECONDS)
    if message is not None:
        _apply(message, row.body)
    row.is_matched, row.processed_at = message is not None, timezone.now()
    row.body = {}  # who it was about is not kept twice
    row.save(update_fields=["is_matched", "processed_at", "body"])


def _message(row: ProviderEvent) -> Message | None:
    """By our reference; or by the provider's id, where it lost what we gave it."""
    found = Message.objects.all()
    reference, provider_id = row.body.get("reference"), row.body.get("provider_id")
    if reference:
        try:
            found = found.filter(effect__reference=UUID(reference))
        except ValueError:  # not ours
            return None
    elif provider_id:
        found = found.filter(provider=row.provider, provider_id=provider_id)
    else:
        return None
    first = found.first()
    return locked(first.pk) if first else None


def _apply(message: Message, body: dict[str, Any]) -> None:
    """Whatever is told, the provider had taken it: it is not sent again."""
    if message.effect is not None:
        confirm_effect(message.effect.reference, is_accepted=True, provider_id=body["provider_id"])
        message = locked(message.pk)
    if body["event"] not in MEANS:
        return
    status, reason = MEANS[body["event"]]
    if reason == "bounced" and not body["is_hard"]:
        reason = "bounced_soft"
    advance(message, status, reason=reason, detail=body["detail"])
    if not message.to_email:
        return
    if status == Status.COMPLAINED:
        _suppress(message, Suppression.Reason.COMPLAINED, body)
    elif status == Status.BOUNCED and reason != "bounced_soft" and body["is_hard"]:
        _suppress(message, Suppression.Reason.BOUNCED, body)
    elif reason == "bounced_soft":
        note_soft_bounce(message)


def _suppress(message: Message, reason: str, body: dict[str, Any]) -> None:
    suppress(message.channel, message.to_email, reason=reason, detail=body["detail"])


def requeue_lost() -> int:
    """Rebuild due work from what was kept and never worked off. Returns how many were missing."""
    overdue = open_events().filter(received_at__lt=timezone.now() - PATIENCE)
    refs = [str(pk) for pk in overdue.values_list("pk", flat=True)[:1000]]
    return due.schedule_missing(KIND, refs)


def open_events() -> QuerySet[ProviderEvent]:
    """What was kept and is not worked off."""
    return ProviderEvent.objects.filter(processed_at=None)
