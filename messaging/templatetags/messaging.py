"""How messages are written in the console."""

from django import template

from messaging import reasons
from messaging.kinds import KINDS, MessageKind, label_of
from messaging.models import Message
from messaging.providers import providers
from messaging.selectors import undecided_count as count_undecided

register = template.Library()
TONES = {
    "queued": "note",
    "sending": "note",
    "unknown": "warn",
    "parked": "warn",
    "withheld": "warn",
    "failed": "bad",
    "accepted": "ok",
    "delivered": "ok",
    "bounced": "bad",
    "complained": "bad",
}
STATE_ICONS = {
    "queued": "clock",
    "sending": "loader-circle",
    "unknown": "circle-question-mark",
    "parked": "pause",
    "withheld": "shield",
    "failed": "circle-x",
    "accepted": "send",
    "delivered": "circle-check",
    "bounced": "undo-2",
    "complained": "ban",
}


@register.filter
def state_tone(message: Message) -> str:
    return TONES.get(message.state, "")


@register.filter
def state_icon(message: Message) -> str:
    return STATE_ICONS.get(message.state, "mail")


@register.filter
def reason_words(code: str) -> str:
    return reasons.words(code) if code else ""


@register.filter
def message_label(kind: str) -> str:
    return label_of(kind)


@register.filter
def message_icon(kind: str) -> str:
    return KINDS[kind].icon if kind in KINDS else "mail"


@register.filter
def kind_slug(kind: MessageKind) -> str:
    """How a kind is called in addresses: `order-placed`."""
    return kind.kind.replace(".", "-", 1)


@register.filter
def provider_label(kind: str) -> str:
    return str(providers.get(kind).label) if kind in providers else kind


@register.simple_tag
def undecided_count() -> int:
    """How many messages wait for a person's decision."""
    return count_undecided()
