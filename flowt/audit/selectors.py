"""Reading the audit trail, a page at a time, however long it is."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from flowt.audit.models import AuditEntry

PAGE = 40


@dataclass(frozen=True)
class TrailPage:
    """One page, newest first. `older` is the id to go on from, None on the last page."""

    entries: list[AuditEntry]
    older: int | None


def search_trail(
    entries: QuerySet[AuditEntry],
    *,
    areas: tuple[str, ...] = (),
    actor: str = "",
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Narrow `entries`: `areas` are what actions begin with, `actor` part of an e-mail."""
    if areas:
        entries = entries.filter(
            reduce(or_, (Q(action__startswith=f"{area}.") for area in areas)),
        )
    if actor:
        named = Q(actor_label__icontains=actor) | Q(acting_as__icontains=actor)
        entries = entries.filter(named)
    if text:
        entries = entries.filter(
            Q(target_label__icontains=text) | Q(action__icontains=text) | Q(target=text)
        )
    if since:
        entries = entries.filter(at__gte=since)
    if until:
        entries = entries.filter(at__lt=until)
    return entries


def trail_page(entries: QuerySet[AuditEntry], *, after: int | None = None) -> TrailPage:
    """Return the page that follows the entry with id `after`, or the first one.

    It reads on from there by (time, id), so the thousandth page costs what the first does.
    """
    entries = entries.order_by("-at", "-id")
    last = AuditEntry.objects.filter(pk=after).first() if after else None
    if last is not None:
        before = Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk)
        entries = entries.filter(before, at__lte=last.at)
    found = list(entries[: PAGE + 1])
    more = len(found) > PAGE
    return TrailPage(found[:PAGE], found[PAGE - 1].pk if more else None)
