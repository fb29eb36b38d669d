"""Due work that was given up: looked at, tried again, or discarded with a reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Q, QuerySet
from django_tenants.utils import get_tenant_model

from flowt.audit.trail import record
from flowt.due.models import DeadLetter
from flowt.due.queue import ring
from flowt.effects.models import Effect
from flowt.effects.operations import KIND as EFFECT
from flowt.events.bus import KIND as EVENT
from flowt.events.models import Event
from flowt.redaction import redact, redact_value
from flowt.tenancy import tenant_context

AT_ONCE = 1_000
_RETRY = """
WITH freed AS (DELETE FROM public.due_dead_letter WHERE id = ANY(%s)
               RETURNING tenant_id, kind, ref)
INSERT INTO public.due_queue (tenant_id, kind, ref, run_at, is_ready, lease_token, attempt,
                              last_error, created_at)
SELECT tenant_id, kind, ref, now(), true, 0, 0, '', now() FROM freed
ON CONFLICT (tenant_id, kind, ref) DO NOTHING
"""


@dataclass(frozen=True)
class Inside:
    """What a job was about, scrubbed. `found` is False where its row is gone."""

    found: bool
    title: str = ""
    at: datetime | None = None
    correlation_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def find_letters(
    *, q: str = "", kind: str = "", tenant_id: int | None = None
) -> QuerySet[DeadLetter]:
    """Return what was given up, the newest first."""
    found = DeadLetter.objects.order_by("-died_at", "-pk")
    if kind:
        found = found.filter(kind=kind)
    if tenant_id is not None:
        found = found.filter(tenant_id=tenant_id)
    if q:
        found = found.filter(Q(ref__icontains=q) | Q(last_error__icontains=q))
    return found


def kinds() -> list[tuple[str, int]]:
    """Return each kind that has any, and how many."""
    rows = DeadLetter.objects.values_list("kind").annotate(n=Count("pk")).order_by("kind")
    return list(rows)


def look_into(letter: DeadLetter) -> Inside:
    """Read what the job was about from its tenant, without what is personal or secret."""
    tenant = get_tenant_model().objects.filter(pk=letter.tenant_id).first()
    if tenant is None:
        return Inside(found=False)
    try:
        with tenant_context(tenant), transaction.atomic():
            return _of_event(letter) if letter.kind == EVENT else _of_effect(letter)
    except DatabaseError:  # its schema waits for an update, or is being restored
        return Inside(found=False)


def _of_event(letter: DeadLetter) -> Inside:
    event_id, _, subscriber = letter.ref.partition(":")
    try:
        event = Event.objects.filter(event_id=UUID(event_id)).first()
    except ValueError:
        event = None
    if event is None:
        return Inside(found=False)
    facts = {str(key): redact_value(str(key), value) for key, value in event.payload.items()}
    return Inside(
        True, event.type, event.occurred_at, event.correlation_id, {"listener": subscriber} | facts
    )


def _of_effect(letter: DeadLetter) -> Inside:
    if letter.kind != EFFECT or not letter.ref.isdecimal():
        return Inside(found=False)
    effect = Effect.objects.defer("payload").filter(pk=int(letter.ref)).first()
    if effect is None:
        return Inside(found=False)
    facts = {
        "status": effect.get_status_display(),
        "subject": redact(effect.subject),
        "attempts": effect.attempts,
        "error": redact(effect.error),
    }
    return Inside(True, effect.kind, effect.created_at, effect.correlation_id, facts)


@transaction.atomic
def retry_letters(ids: Sequence[int], *, actor: Any) -> int:
    """Queue given-up work again, with all its attempts; return how much of it was still there.

    A job that is queued anyway stays as it is. A repeat finds nothing.
    """
    letters = list(DeadLetter.objects.select_for_update().filter(pk__in=ids[:AT_ONCE]))
    with connection.cursor() as cursor:
        cursor.execute(_RETRY, [[letter.pk for letter in letters]])
    _tell("due.retry", letters, actor, {})
    ring()
    return len(letters)


@transaction.atomic
def discard_letters(ids: Sequence[int], *, reason: str, actor: Any) -> int:
    """Drop given-up work for good; return how much of it was still there. A repeat finds nothing.

    An event counts as told to that listener then, so that no sweep finds it again.
    """
    letters = list(DeadLetter.objects.select_for_update().filter(pk__in=ids[:AT_ONCE]))
    for tenant_id, own in _by_tenant(letters).items():
        _tick_off(tenant_id, [letter.ref for letter in own if letter.kind == EVENT])
    DeadLetter.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
    _tell("due.discard", letters, actor, {"reason": reason})
    return len(letters)


def _tick_off(tenant_id: int, refs: list[str]) -> None:
    tenant = get_tenant_model().objects.filter(pk=tenant_id).first()
    if not refs or tenant is None:
        return
    with tenant_context(tenant), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE event SET pending = array(SELECT name FROM unnest(pending) AS name"
            " WHERE event_id || ':' || name <> ALL(%s::text[]))"
            " WHERE event_id::text = ANY(SELECT split_part(ref, ':', 1)"
            " FROM unnest(%s::text[]) AS ref)",
            [refs, refs],
        )


def _by_tenant(letters: list[DeadLetter]) -> dict[int, list[DeadLetter]]:
    found: dict[int, list[DeadLetter]] = defaultdict(list)
    for letter in letters:
        found[letter.tenant_id].append(letter)
    return found


def _tell(action: str, letters: list[DeadLetter], actor: Any, more: dict[str, Any]) -> None:
    """One entry for each tenant: which jobs, and how many."""
    by_tenant = _by_tenant(letters)
    tenants = get_tenant_model().objects.in_bulk(list(by_tenant))
    for tenant_id, own in by_tenant.items():
        jobs = [f"{letter.kind} {letter.ref}" for letter in own[:20]]
        after = {"count": len(own), "jobs": jobs} | more
        target = tenants.get(tenant_id) or own[0]
        record(action, target, actor=actor, after=after, tenant_id=tenant_id)
