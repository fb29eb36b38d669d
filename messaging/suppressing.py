"""Addresses that nothing is sent to any more."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from flowt import rows
from flowt.audit.trail import record
from flowt.crypto import blind_index, blind_indexes
from messaging.models import Message, Suppression

PURPOSE, TO_PURPOSE = "messaging.suppression.email", "messaging.message.to_email"
SOFT_BOUNCES = 3  # in a row


def index_of(address: str) -> str:
    """The keyed hash by which a message's address is found again."""
    return blind_index(address.strip().lower(), TO_PURPOSE)


def is_suppressed(channel: str, address: str) -> bool:
    return Suppression.objects.filter(channel=channel, email_index__in=_indexes([address])).exists()


def suppress(channel: str, address: str, *, reason: str, detail: str = "") -> bool:
    """Send nothing to an address from now on. A repeat changes nothing, and returns False."""
    address = address.strip().lower()
    row = Suppression(
        channel=channel,
        email=address,
        email_index=blind_index(address, PURPOSE),
        reason=reason,
        detail=detail[:500],
    )
    return rows.insert(row, on_conflict="(channel, email_index) DO NOTHING")


def forget_addresses(addresses: Collection[str]) -> None:
    """Drop what is known of addresses, with whatever kept messages from them."""
    Suppression.objects.filter(email_index__in=_indexes(addresses)).delete()


def note_soft_bounce(message: Message) -> bool:
    """Suppress an address whose last messages all came back. Returns whether it did."""
    if not message.to_email:
        return False
    last = Message.objects.filter(
        channel=message.channel, to_email_index=message.to_email_index, settled_at__isnull=False
    ).order_by("-settled_at")
    states = list(last.values_list("status", flat=True)[:SOFT_BOUNCES])
    if len(states) < SOFT_BOUNCES or set(states) != {Message.Status.BOUNCED}:
        return False
    return suppress(message.channel, message.to_email, reason=Suppression.Reason.SOFT)


@transaction.atomic
def lift(suppression: Suppression, *, actor: Any) -> None:
    """Let messages be sent there again. A repeat finds nothing."""
    found = Suppression.objects.select_for_update().filter(pk=suppression.pk).first()
    if found is not None:
        record("message.lift", found, actor=actor, before={"reason": found.reason})
        found.delete()


def _indexes(addresses: Collection[str]) -> list[str]:
    return [index for one in addresses for index in blind_indexes(one.strip().lower(), PURPOSE)]
