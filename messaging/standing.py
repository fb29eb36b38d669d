"""Where a message stands: news in any order and any number lead to the same end."""

from typing import Any

from django.utils import timezone

from flowt.effects.models import Effect
from flowt.live import notify
from messaging.models import Message

Status = Message.Status
RANK = {
    Status.QUEUED: 0,
    Status.UNKNOWN: 1,
    Status.WITHHELD: 2,
    Status.FAILED: 2,
    Status.ACCEPTED: 3,
    Status.DELIVERED: 4,
    Status.BOUNCED: 5,
    Status.COMPLAINED: 6,
}


def locked(pk: int) -> Message:
    """Lock a message and read it: its effect first, as whoever sends does."""
    list(Effect.objects.select_for_update().filter(message=pk))
    found = Message.objects.select_for_update(of=["self"]).select_related("effect", "order")
    return found.get(pk=pk)


def advance(message: Message, status: str, **told: Any) -> bool:
    """Note what became of a message, which is locked, unless more is known already.

    `told`: reason, detail, provider_id. A provider's id is kept whatever else is known.
    """
    fields: list[str] = []
    if told.get("provider_id") and not message.provider_id:
        message.provider_id = str(told["provider_id"])[:200]
        fields.append("provider_id")
    is_news = RANK[Status(status)] > RANK[Status(message.status)]
    if is_news:
        message.status, message.settled_at = status, timezone.now()
        message.reason, message.detail = told.get("reason", ""), told.get("detail", "")[:500]
        fields += ["status", "settled_at", "reason", "detail"]
    if fields:
        message.save(update_fields=fields)
    if is_news:
        notify("messages", message=message.pk)
    return is_news
