"""Reads of leads for the console."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from leads.models import Lead

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty fields narrow nothing."""

    query: str = ""
    status: str = ""
    goal: str = ""
    path: str = ""

    def __bool__(self) -> bool:
        return bool(self.query or self.status or self.goal or self.path)


def search(wanted: Wanted) -> QuerySet[Lead]:
    leads = Lead.objects.all()
    if wanted.query:
        leads = leads.matching(wanted.query)
    if wanted.status:
        leads = leads.filter(status=wanted.status)
    if wanted.goal:
        leads = leads.filter(goal=wanted.goal)
    return leads.filter(origin_path=wanted.path) if wanted.path else leads


def origins() -> list[tuple[str, str]]:
    """Return (path, title) of every page that brought leads, the busiest first."""
    rows = Lead.objects.values("origin_path").annotate(count=Count("pk")).order_by("-count")[:30]
    paths = [row["origin_path"] for row in rows]
    titles = dict(
        Lead.objects.filter(origin_path__in=paths).values_list("origin_path", "origin_title")
    )
    return [(path, titles.get(path) or path) for path in paths]


def counts_by_path() -> dict[str, int]:
    """Return how many leads each page brought."""
    return {
        row["origin_path"]: row["count"]
        for row in Lead.objects.values("origin_path").annotate(count=Count("pk")).order_by()
    }
