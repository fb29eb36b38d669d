"""May this message leave now? Asked once, in the transaction that commits `sending`.

Messages about somebody's own order need no consent: they are part of the contract. Whoever
reported one as spam, and an address that does not exist, get none all the same.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from flowt.effects import Withheld
from flowt.tenancy import scoped
from messaging.channels import Channel
from messaging.kinds import KINDS, TEST
from messaging.models import Message
from messaging.suppressing import is_suppressed

LATEST = timedelta(hours=24)  # after its cause
DAY = timedelta(hours=24)
PERSON_DAILY = 30  # to one address
Check = Callable[[Message, Channel], bool]


def let_pass(message: Message, channel: Channel) -> None:
    """Raise Withheld with the reason's code where a message may not leave.

    `message` is locked. Two that are asked about at once wait for each other, so that no cap is
    passed.
    """
    if obstacle := channel.obstacle():
        raise Withheld(obstacle)
    for code, is_so in _CHECKS:
        if is_so(message, channel):
            raise Withheld(code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [scoped("messaging.gate")]
        )
    for code, is_so in _CAPS:
        if is_so(message, channel):
            raise Withheld(code)


def _is_empty(message: Message, channel: Channel) -> bool:
    return not message.content or not message.to_email


def _is_invalid(message: Message, channel: Channel) -> bool:
    return not channel.is_address(message.to_email)


def _is_suppressed(message: Message, channel: Channel) -> bool:
    return message.kind != TEST and is_suppressed(message.channel, message.to_email)


def _is_outdated(message: Message, channel: Channel) -> bool:
    """Did the order move on while the message waited?"""
    kind, order = KINDS.get(message.kind), message.order
    if kind is None or order is None or not kind.true_while:
        return False
    return order.status not in kind.true_while


def _is_late(message: Message, channel: Channel) -> bool:
    """Whoever has it sent by hand knows how old it is."""
    by_hand = message.effect is not None and message.effect.is_resent
    return not by_hand and message.created_at < timezone.now() - LATEST


def _sent(message: Message) -> QuerySet[Message]:
    since = timezone.now() - DAY
    return Message.objects.filter(channel=message.channel, sent_at__gt=since).exclude(pk=message.pk)


def _person_has_enough(message: Message, channel: Channel) -> bool:
    to_same = _sent(message).filter(to_email_index=message.to_email_index)
    return to_same.count() >= PERSON_DAILY


def _tenant_has_enough(message: Message, channel: Channel) -> bool:
    most: int = settings.FLOWT_MAIL_DAILY
    return _sent(message).count() >= most


_CHECKS: tuple[tuple[str, Check], ...] = (
    ("emptied", _is_empty),
    ("invalid_address", _is_invalid),
    ("suppressed", _is_suppressed),
    ("outdated", _is_outdated),
    ("too_late", _is_late),
)
_CAPS: tuple[tuple[str, Check], ...] = (
    ("person_cap", _person_has_enough),
    ("tenant_cap", _tenant_has_enough),
)
