"""A day of a provider beside our ledger: what is kept of it, and how it is read again."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flowt.cells import neutral
from payments.models import Comparison, Difference, HostedCharge, PixReceipt
from payments.purposes import Purpose, purposes_of
from payments.selectors import label_of

Kind = Difference.Kind
Outcome = HostedCharge.Outcome
SHOWN_DAYS = 31
SHOWN_LINES = 50  # of one gateway's day; the file has them all
OPEN_LINES = 20  # days are folded once so many differences stand above


@dataclass(frozen=True, slots=True)
class Row:
    """One payment as both tell it, net of refunds. None: unknown there, or here."""

    remote_id: str
    theirs: Decimal | None
    ours: Decimal | None
    their_state: str = ""
    our_state: str = ""

    @property
    def kind(self) -> str:
        """How they differ; "" if they do not."""
        if self.theirs is None or self.ours is None:
            return Kind.ONLY_HERE if self.theirs is None else Kind.ONLY_THERE
        if self.theirs != self.ours:
            return Kind.AMOUNT
        return Kind.STATE if self.their_state != self.our_state else ""


def keep(provider: str, day: date, rows: list[Row], *, listed: int, trouble: str = "") -> list[Row]:
    """Replace what was kept of that day, in the caller's transaction. Returns what differs."""
    Comparison.objects.filter(provider=provider, day=day).delete()
    comparison = Comparison.objects.create(
        provider=provider, day=day, listed=listed, trouble=trouble[:200], made_at=timezone.now()
    )
    found = [row for row in rows if row.kind]
    known = _references([row.remote_id for row in found])
    Difference.objects.bulk_create(
        Difference(
            comparison=comparison,
            kind=row.kind,
            remote_id=row.remote_id[:100],
            reference=known.get(row.remote_id, ""),
            theirs=row.theirs or Decimal(0),
            ours=row.ours or Decimal(0),
            their_state=row.their_state[:60],
            our_state=row.our_state[:60],
        )
        for row in found
    )
    return found


def _references(ids: list[str]) -> dict[str, str]:
    """The payments of these receipts, by the provider's id."""
    rows = PixReceipt.objects.filter(e2eid__in=ids).select_related(
        "charge__payment", "hosted__payment"
    )
    return {one.e2eid: one.asked.payment.reference for one in rows if one.asked}


@dataclass(frozen=True, slots=True)
class Line:
    """One difference as the page shows it."""

    difference: Difference
    what: str
    url: str

    @property
    def their_state(self) -> str:
        return _state_word(self.difference.their_state)

    @property
    def our_state(self) -> str:
        return _state_word(self.difference.our_state)


@dataclass(frozen=True, slots=True)
class Day:
    """One day, with each gateway that was compared."""

    day: date
    comparisons: list[tuple[Comparison, str, list[Line]]]
    is_open: bool = True

    @property
    def count(self) -> int:
        return sum(len(lines) for _one, _label, lines in self.comparisons)

    @property
    def has_trouble(self) -> bool:
        return any(one.trouble for one, _label, _lines in self.comparisons)


def days(*, now: datetime | None = None) -> list[Day]:
    """Return the last month's days, the latest first: two queries, and one for each purpose."""
    today = timezone.localdate(now)
    rows = Comparison.objects.filter(day__gt=today - timedelta(days=SHOWN_DAYS))
    kept = list(rows.order_by("-day", "provider").prefetch_related("differences"))
    references = {each.reference for one in kept for each in one.differences.all()}
    known = purposes_of(references - {""})
    by_day: dict[date, list[tuple[Comparison, str, list[Line]]]] = {}
    for one in kept:
        lines = [_line(each, known) for each in one.differences.all()]
        by_day.setdefault(one.day, []).append((one, label_of(one.provider), lines))
    found, above = [], 0
    for day, comparisons in by_day.items():
        found.append(Day(day, comparisons, is_open=above < OPEN_LINES))
        above += found[-1].count
    return found


def _line(difference: Difference, known: dict[str, Purpose]) -> Line:
    purpose = known.get(difference.reference)
    return Line(difference, purpose.label() if purpose else "", purpose.url() if purpose else "")


def _state_word(state: str) -> str:
    """One of our words for what became of it; a word we do not know stands as it is."""
    return str(Outcome(state).label) if state in Outcome.values else state


def as_csv() -> str:
    """Every difference of the last month, for a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    heads = [
        _("Day"),
        _("Gateway"),
        _("Difference"),
        _("Id at the gateway"),
        pgettext("purchase", "Order"),
    ]
    heads += [_("There"), _("Here"), _("State there"), _("State here")]
    writer.writerow(heads)
    for day in days():
        for comparison, label, lines in day.comparisons:
            for line in lines:
                one = line.difference
                cells = [comparison.day.isoformat(), label, str(one.get_kind_display())]
                cells += [one.remote_id, line.what, str(one.theirs), str(one.ours)]
                writer.writerow([neutral(x) for x in [*cells, line.their_state, line.our_state]])
    return "\ufeff" + file.getvalue()


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))
