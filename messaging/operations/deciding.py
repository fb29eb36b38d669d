"""What people of the team decide about messages that nobody knows the end of."""

from typing import Any

from django.db import transaction

from flowt.effects.models import Effect
from flowt.effects.operations import retry_effect, settle_effect
from messaging.errors import NotRepeatable
from messaging.models import Message
from messaging.standing import locked

BY_HAND = "settled"


@transaction.atomic
def say_it_arrived(message: Message, *, actor: Any) -> Message:
    """Note that it did arrive after all. A repeat changes nothing. Raises NotUndecided."""
    return _settle(message, Effect.Status.ACCEPTED, actor)


@transaction.atomic
def say_it_did_not(message: Message, *, actor: Any) -> Message:
    """Note that it never left. It may be sent again. A repeat changes nothing."""
    return _settle(message, Effect.Status.FAILED, actor)


def _settle(message: Message, status: str, actor: Any) -> Message:
    effect = _effect_of(message)
    settle_effect(effect, status=status, note=BY_HAND, actor=actor)
    return Message.objects.select_related("effect").get(pk=message.pk)


@transaction.atomic
def send_again(message: Message, *, actor: Any) -> Message:
    """Have it sent (again), through the gate. A repeat finds it queued and changes nothing.

    Raises NotRepeatable where its content is gone or it is on its way.
    """
    message = locked(message.pk)
    effect = _effect_of(message)
    if effect.status == Effect.Status.QUEUED:
        return message
    if not message.is_repeatable:
        raise NotRepeatable
    retry_effect(effect, actor=actor)
    message.status, message.reason, message.detail = Message.Status.QUEUED, "", ""
    message.save(update_fields=["status", "reason", "detail"])
    return Message.objects.select_related("effect").get(pk=message.pk)


def _effect_of(message: Message) -> Effect:
    effect = message.effect
    if effect is None:
        raise NotRepeatable
    return effect
