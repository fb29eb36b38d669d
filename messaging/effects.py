"""Messages as effects: what leaves, and what became of it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from flowt.effects import Accepted, EffectKind, Sending, Withheld, kinds
from flowt.effects.models import Effect
from flowt.effects.operations import reference_of
from messaging import gate, reasons
from messaging.attachments import attachments_of
from messaging.channels import Channel, Outgoing, channel_for
from messaging.models import Message, Suppression
from messaging.standing import Status, advance
from messaging.suppressing import suppress

EMAIL = "message.email"
RECIPIENT_REFUSED = "recipient_refused"


@dataclass(frozen=True)
class Parcel:
    """A message with the channel it leaves by."""

    channel: Channel
    outgoing: Outgoing = field(repr=False)


@kinds.register
class EmailEffect(EffectKind):
    """SMTP takes no key: what may have left is asked of a webhook, then sent once more."""

    kind = EMAIL
    label = _("E-mail")
    takes_key = False
    is_transactional = True
    max_attempts = 60  # about nine hours of a provider that is not there
    reconcile_seconds = 300

    def prepare(self, effect: Effect) -> Parcel:
        """The gate, and then what takes time: files are drawn before anything is `sending`."""
        found = Message.objects.select_for_update(of=["self"]).select_related("order", "effect")
        message = found.filter(pk=effect.payload["message"]).first()
        if message is None:
            raise Withheld("emptied")
        channel = channel_for(message.channel)
        attached = attachments_of(message, list(message.content.get("attach") or []))
        gate.let_pass(message, channel)
        message.provider = channel.account.provider
        message.sent_at = message.sent_at or timezone.now()
        message.save(update_fields=["provider", "sent_at"])
        return Parcel(channel, outgoing_of(message, str(effect.reference), attached))

    def send(self, sending: Sending) -> Accepted:
        parcel: Parcel = sending.message
        return Accepted(provider_id=parcel.channel.send(parcel.outgoing))

    def settled(self, effect: Effect) -> None:
        message = Message.objects.select_for_update().filter(effect_id=effect.pk).first()
        if message is None:
            return
        if effect.status == Effect.Status.ACCEPTED:
            advance(message, Status.ACCEPTED, provider_id=effect.provider_id)
            return
        code = reasons.code_in(effect.error)
        if effect.status == Effect.Status.UNKNOWN:
            advance(message, Status.UNKNOWN, reason="no_answer")
        elif code in reasons.GATE:
            advance(message, Status.WITHHELD, reason=code)
        elif code == RECIPIENT_REFUSED:
            advance(message, Status.BOUNCED, reason=code, detail=effect.error)
            if message.to_email:
                suppress(message.channel, message.to_email, reason=Suppression.Reason.BOUNCED)
        else:
            advance(message, Status.FAILED, reason=code, detail=effect.error)


def outgoing_of(message: Message, reference: str, attached: Any = ()) -> Outgoing:
    content = message.content
    first = content.get("thread")
    return Outgoing(
        reference=reference,
        kind=message.kind,
        to=message.to_email,
        to_name=content.get("to_name", ""),
        subject=content["subject"],
        text=content["text"],
        html=content["html"],
        thread=str(reference_of(EMAIL, first)) if first else "",
        attachments=attached,
    )
