"""Effects that a person may have to look at, in the bound tenant."""

from django.db.models import Count, QuerySet

from flowt.effects.models import Effect


def unsettled_effects() -> QuerySet[Effect]:
    """Return what is unknown or parked, the oldest first."""
    return Effect.objects.unsettled().order_by("created_at", "pk").defer("payload")


def count_by_status() -> dict[str, int]:
    """Count all effects: {"accepted": 12, "unknown": 1}."""
    found = Effect.objects.values("status").annotate(count=Count("pk")).order_by("status")
    return {row["status"]: row["count"] for row in found}
