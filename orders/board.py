"""What the kitchen board shows, shaped for the page: eight queries, however many orders."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.models import Order
from orders.states import Verb, next_verbs
from orders.tabs.models import TabCall
from orders.tabs.seating import has_tabs
from orders.tabs.selectors import open_calls
from orders.when import when_short
from payments.models import Payment
from payments.psp.review import open_count
from payments.selectors import label_of, payments_of, pays_ahead, refund_due
from tenants.models import Tenant
from tenants.selectors import profiles_of
from tenants.trading import Trading, trading_of

MOST_OPEN = 200  # the oldest; more than these nobody can look at
MOST_DONE = 12
DONE_WITHIN = timedelta(hours=12)
ICONS = {"delivery": "bike", "pickup": "store", "table": "armchair"}
Status = Order.Status


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what it does to the order, and its few words."""

    verb: str
    label: str | Promise
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """One order on the board."""

    order: Order
    actions: tuple[Action, ...]
    payment_label: str
    is_waiting: bool  # for a payment that somebody can confirm
    refund_due: Decimal
    since: datetime
    warn_minutes: int
    late_minutes: int
    column: str
    when: str = ""  # for which slot it is; "" for at once

    @property
    def can_start(self) -> bool:
        """Accepted ahead of its time, and not begun."""
        return self.column in (NEW, SCHEDULED) and self.order.status == Status.APPROVED

    @property
    def is_to_start(self) -> bool:
        """Accepted ahead of its time, which has come: the button says to begin."""
        return self.column == NEW and self.order.status == Status.APPROVED

    @property
    def icon(self) -> str:
        return ICONS.get(self.order.profile, "receipt-text")

    @property
    def minutes(self) -> int:
        return max(0, int((timezone.now() - self.since).total_seconds() // 60))

    @property
    def level(self) -> str:
        if self.minutes >= self.late_minutes:
            return "late"
        return "warn" if self.minutes >= self.warn_minutes else "calm"

    @property
    def pays_ahead(self) -> bool:
        return pays_ahead(self.order.payment_kind)

    @property
    def main(self) -> Action | None:
        return next((one for one in self.actions if not one.needs_reason), None)

    @property
    def others(self) -> tuple[Action, ...]:
        return tuple(one for one in self.actions if one is not self.main)


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str | Promise
    empty: str | Promise
    status: str
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Board:
    columns: tuple[Column, ...]
    done: tuple[Ticket, ...]
    profile: str
    counts: dict[str, int]  # open orders by profile
    new_count: int  # in every profile, those whose time has come too: these ring
    is_cut: bool
    to_review: int  # payments that wait for a person
    trading: Trading  # pauses and rushes in force
    next_due: datetime | None  # when the next of the scheduled ones comes up
    calls: list[TabCall]  # of tables: these ring too
    has_tabs: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def profiles(self) -> list[tuple[str, str, str, int]]:
        """(kind, name, icon, open orders) of those that can be filtered by."""
        names = dict(Order.Profile.choices)
        return [(kind, names[kind], ICONS[kind], count) for kind, count in self.counts.items()]


NEW, SCHEDULED = "new", "scheduled"
COLUMNS = (
    (Status.UNDER_REVIEW, NEW, _("New"), _("New orders ring here.")),
    (Status.APPROVED, "preparing", _("Preparing"), _("Nothing on the stove.")),
    (Status.READY, "ready", _("Ready"), _("Nothing is waiting.")),
    (Status.OUT_FOR_DELIVERY, "out", _("On the way"), _("Nobody is on the road.")),
    (
        *(SCHEDULED, SCHEDULED, pgettext_lazy("orders", "Scheduled")),
        _("Orders for later wait here until their time."),
    ),
)
COLUMN_OF = {status: key for status, key, _title, _empty in COLUMNS}
SHORT: dict[tuple[str, str], str | Promise] = {
    (Verb.READY, ""): _("Ready"),
    (Verb.DELIVER, "delivery"): _("Delivered"),
    (Verb.DELIVER, "pickup"): _("Handed over"),
    (Verb.DELIVER, "table"): _("Served"),
    (Verb.CANCEL, ""): _("Cancel"),
}


def board(tenant: Tenant, *, profile: str = "", now: datetime | None = None) -> Board:
    """Return the board; `profile` shows only that way of ordering, but all new orders ring."""
    now = now or timezone.now()
    due = Coalesce("prepare_at", "placed_at")
    rows = list(Order.objects.open().order_by(due).prefetch_related("lines")[: MOST_OPEN + 1])
    shown = [row for row in rows[:MOST_OPEN] if profile in ("", row.profile)]
    done = _done(profile, now)
    payments = payments_of([row.reference for row in (*shown, *done)])
    terms = profiles_of(tenant)
    tickets = [
        _ticket(row, payments.get(row.reference, []), terms[row.profile].preparation_minutes, now)
        for row in shown
    ]
    enabled = [kind for kind in Order.Profile.values if kind in terms and terms[kind].is_enabled]
    counted = Counter(row.profile for row in rows)
    has_delivery = "delivery" in enabled or bool(counted["delivery"])
    takes_later = any(terms[kind].takes_scheduled for kind in enabled)
    waiting = [row.prepare_at for row in rows if row.prepare_at and row.is_for_later(now)]
    return Board(
        columns=tuple(
            Column(key, title, empty, status, _in(tickets, key))
            for status, key, title, empty in COLUMNS
            if (has_delivery or status != Status.OUT_FOR_DELIVERY)
            and (key != SCHEDULED or takes_later or _in(tickets, key))
        ),
        done=tuple(_ticket(row, payments.get(row.reference, []), 0, now) for row in done),
        profile=profile,
        counts={kind: counted[kind] for kind in ICONS if kind in enabled or counted[kind]},
        new_count=sum(_column_of(row, now) == NEW for row in rows),
        is_cut=len(rows) > MOST_OPEN,
        to_review=open_count(),
        trading=trading_of(tenant, now),
        next_due=min(waiting, default=None),
        calls=open_calls() if has_tabs(tenant) else [],
        has_tabs=has_tabs(tenant),
    )


def _done(profile: str, now: datetime) -> list[Order]:
    """The latest that ended; of those for later too, which may have been placed days ago."""
    since = now - DONE_WITHIN
    recent = Q(placed_at__gte=since) | Q(prepare_at__isnull=False, closed_at__gte=since)
    rows = Order.objects.filter(recent).exclude(status__in=Order.OPEN)
    if profile:
        rows = rows.filter(profile=profile)
    return list(rows.order_by("-closed_at")[:MOST_DONE])


def _in(tickets: Iterable[Ticket], column: str) -> tuple[Ticket, ...]:
    return tuple(ticket for ticket in tickets if ticket.column == column)


def _column_of(order: Order, now: datetime) -> str:
    """Where an order stands. One for later comes among the new when its time does, and rings."""
    if order.is_for_later(now):
        return SCHEDULED
    return NEW if order.is_to_start(now) else COLUMN_OF.get(order.status, "")


def actions_of(order: Order) -> tuple[Action, ...]:
    """Return what may be done to an order now, the usual thing first."""
    return tuple(
        Action(
            verb=verb,
            label=SHORT.get((verb, order.profile)) or SHORT.get((verb, "")) or verb.label,
            needs_reason=verb in (Verb.REJECT, Verb.CANCEL),
        )
        for verb in next_verbs(order.profile, order.status)
        if not (verb == Verb.CANCEL and order.status == Status.UNDER_REVIEW)  # reject says it
    )


def _ticket(
    order: Order, payments: list[Payment], preparation_minutes: int, now: datetime
) -> Ticket:
    since, warn, late = max(order.prepare_at or order.placed_at, order.placed_at), 3, 6
    if order.status == Status.APPROVED:
        since = order.started_at or since
        late = max(preparation_minutes, 5)
        warn = late * 2 // 3
    elif order.status in (Status.READY, Status.OUT_FOR_DELIVERY):
        since, warn, late = order.ready_at or order.placed_at, 10, 20
        if order.status == Status.OUT_FOR_DELIVERY:
            warn, late = 40, 70
    elif not order.is_open:
        since = order.closed_at or order.placed_at
    return Ticket(
        order=order,
        actions=actions_of(order),
        payment_label=label_of(order.payment_kind, order.profile),
        is_waiting=not order.is_paid and any(p.status in ("pending", "refused") for p in payments),
        refund_due=refund_due(payments),
        since=since,
        warn_minutes=warn,
        late_minutes=late,
        column=_column_of(order, now),
        when=when_short(order, now),
    )
