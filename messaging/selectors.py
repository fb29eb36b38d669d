"""Reading templates and messages of the bound tenant."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from messaging.kinds import KINDS, MessageKind
from messaging.models import Message, MessageTemplate, SummaryReader
from messaging.suppressing import index_of
from messaging.variables import context_of, sample_context
from orders.models import Order
from tenants.models import Tenant

EMAIL = "email"
BACK = (Message.Status.BOUNCED, Message.Status.COMPLAINED)
NOT_SENT = (Message.Status.FAILED, Message.Status.WITHHELD)


@dataclass(frozen=True)
class Words:
    """What one kind of message says, and whether it is sent."""

    kind: MessageKind
    is_on: bool
    is_own: bool
    subject: str
    body: str


def words_of(kind: MessageKind) -> Words:
    row = MessageTemplate.objects.filter(channel=EMAIL, kind=kind.kind).first()
    return _words(kind, row)


def all_words() -> list[Words]:
    """Every kind with what the tenant made of it: one query."""
    rows = {row.kind: row for row in MessageTemplate.objects.filter(channel=EMAIL)}
    return [_words(kind, rows.get(name)) for name, kind in KINDS.items()]


def _words(kind: MessageKind, row: MessageTemplate | None) -> Words:
    is_own = row is not None and row.is_own
    return Words(
        kind=kind,
        is_on=row.is_on if row is not None else kind.is_on,
        is_own=is_own,
        subject=row.subject if row is not None and is_own else str(kind.subject),
        body=row.body if row is not None and is_own else str(kind.body),
    )


@dataclass(frozen=True)
class Sample:
    """What a preview is filled in with. `order` is None where it is made up."""

    context: dict[str, Any]
    order: Order | None


def preview_sample(kind: MessageKind, tenant: Tenant) -> Sample:
    """The newest order that it could be about, else the newest, else an invented one."""
    rows = Order.objects.prefetch_related("lines").order_by("-id")
    order = None
    if kind.true_while:
        order = rows.filter(status__in=kind.true_while).first()
    order = order or rows.first()
    if order is None:
        return Sample(sample_context(tenant), None)
    return Sample(context_of(order, tenant), order)


def search(wanted: dict[str, Any]) -> QuerySet[Message]:
    """Return the messages that the filters leave, the newest first."""
    rows = Message.objects.select_related("effect", "order").order_by("-id")
    if text := wanted.get("q", "").strip():
        rows = rows.filter(_about(text))
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    match wanted.get("state"):
        case "undecided":
            rows = rows.undecided()
        case "waiting":
            rows = rows.filter(status=Message.Status.QUEUED)
        case "sent":
            rows = rows.filter(status__in=[Message.Status.ACCEPTED, Message.Status.DELIVERED])
        case "back":
            rows = rows.filter(status__in=BACK)
        case "not_sent":
            rows = rows.filter(status__in=NOT_SENT)
    return rows


def _about(text: str) -> Q:
    """An order's number, with or without #, or a whole address."""
    bare = text.removeprefix("#")
    if bare.isascii() and bare.isdecimal() and len(bare) <= 9:
        return Q(order__number=int(bare))
    return Q(to_email_index=index_of(text))


def figures() -> dict[str, int]:
    """What happened in the last seven days: one query."""
    since = timezone.now() - timedelta(days=7)
    Status = Message.Status
    found: dict[str, int] = Message.objects.filter(created_at__gt=since).aggregate(
        sent=Count("id", Q(status__in=[Status.ACCEPTED, Status.DELIVERED])),
        delivered=Count("id", Q(status=Status.DELIVERED)),
        back=Count("id", Q(status__in=BACK)),
        not_sent=Count("id", Q(status__in=NOT_SENT)),
    )
    return {**found, "undecided": undecided_count()}


def undecided_count() -> int:
    """How many messages wait for a person's decision."""
    return Message.objects.undecided().count()


def asked_summary(user: Any) -> dict[str, bool]:
    """What a member chose about the summary of the day."""
    reader = SummaryReader.objects.filter(actor_id=user.pk).first()
    is_empty = reader is not None and reader.wants_empty_days
    return {"wants": reader is not None, "wants_empty_days": is_empty}
