"""The console's list of offers: filters, order, and what each came to so far, in four queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers.models import Coupon, Offer, OfferUse
from offers.wording import benefit_words, condition_labels

PAGE_SIZE = 50
SORTS = {"name": "name", "ends": "ends_at", "created": "id", "priority": "priority"}
DEFAULT_SORT = "-created"
Status = Offer.Status


class FilterForm(forms.Form):
    """What the list is narrowed to. A value that is not known counts as none."""

    STATES = [
        ("", gettext_lazy("Every state")),
        ("running", gettext_lazy("Running")),
        ("scheduled", gettext_lazy("To begin")),
        ("draft", gettext_lazy("Drafts")),
        ("paused", gettext_lazy("Paused")),
        ("over", gettext_lazy("Over")),
    ]
    KINDS = [
        ("", gettext_lazy("With and without coupon")),
        ("coupon", gettext_lazy("With coupon")),
        ("open", gettext_lazy("Without coupon")),
    ]
    q = forms.CharField(required=False, max_length=60, label=gettext_lazy("Search"))
    state = forms.ChoiceField(required=False, choices=STATES, label=gettext_lazy("State"))
    kind = forms.ChoiceField(required=False, choices=KINDS, label=gettext_lazy("Coupon"))

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that hold, whatever was wrong with the others."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class Line:
    """An offer as the list and the export show it."""

    offer: Offer
    state: str  # draft, scheduled, running, paused, over
    state_label: str
    gives: str
    conditions: list[str]
    uses: int
    given: Decimal

    @property
    def budget_percent(self) -> int | None:
        """How much of the budget is gone, for a bar; None without one."""
        if not self.offer.budget:
            return None
        return min(int(self.given * 100 / self.offer.budget), 100)


def search(wanted: dict[str, Any], sort: str = DEFAULT_SORT) -> QuerySet[Offer]:
    """Return the offers that the filters leave, by a key of `SORTS`, `-` before it for the last
    first."""
    now, rows = timezone.now(), Offer.objects.all()
    if text := wanted.get("q", "").strip():
        code = Coupon.objects.filter(offer=OuterRef("pk"), code=text.upper())
        rows = rows.filter(Q(name__icontains=text) | Q(label__icontains=text) | Exists(code))
    if state := wanted.get("state"):
        rows = rows.filter(_in_state(state, now))
    if kind := wanted.get("kind"):
        rows = rows.filter(needs_coupon=kind == "coupon")
    key = SORTS.get(sort.lstrip("-"), "id")
    return rows.order_by(f"-{key}" if sort.startswith("-") else key, "-id")


def _in_state(state: str, now: datetime) -> Q:
    over = Q(status=Status.ENDED) | Q(ends_at__lte=now, status__in=[Status.ACTIVE, Status.PAUSED])
    begun = Q(starts_at=None) | Q(starts_at__lte=now)
    return {
        "draft": Q(status=Status.DRAFT),
        "paused": Q(status=Status.PAUSED) & ~over,
        "over": over,
        "scheduled": Q(status=Status.ACTIVE, starts_at__gt=now) & ~over,
        "running": Q(status=Status.ACTIVE) & begun & ~over,
    }[state]


def state_of(offer: Offer, now: datetime) -> str:
    if offer.status == Status.DRAFT:
        return "draft"
    if offer.status == Status.ENDED or (offer.ends_at is not None and offer.ends_at <= now):
        return "over"
    if offer.status == Status.PAUSED:
        return "paused"
    return "scheduled" if offer.starts_at is not None and offer.starts_at > now else "running"


def state_label(state: str) -> str:
    return {
        "draft": _("Draft"),
        "scheduled": _("To begin"),
        "running": _("Running"),
        "paused": _("Paused"),
        "over": _("Over"),
    }[state]


def lines_of(offers: Collection[Offer]) -> list[Line]:
    """Return lines in the order given, in one query for all."""
    now, used = timezone.now(), uses_of([offer.pk for offer in offers])
    found = []
    for offer in offers:
        state, (uses, given) = state_of(offer, now), used.get(offer.pk, (0, Decimal(0)))
        words = benefit_words(offer), condition_labels(offer)
        found.append(Line(offer, state, state_label(state), *words, uses, given))
    return found


def uses_of(offer_ids: Collection[int]) -> dict[int, tuple[int, Decimal]]:
    """Return how often each was used, and what it gave; those called off are not counted."""
    rows = OfferUse.objects.filter(offer__in=offer_ids, released_at=None).values("offer")
    totals = rows.annotate(uses=Count("pk"), given=Sum("amount")).order_by()
    return {row["offer"]: (row["uses"], row["given"]) for row in totals}
