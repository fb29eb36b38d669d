"""A tab as its pages show it, the table's phones' and the team's: plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from orders.models import Order, OrderLine
from orders.tabs import settling
from orders.tabs.bill import ZERO, Bill, service_of
from orders.tabs.models import Tab, TabCall, TabGuest, TabShare
from orders.tabs.splitting import taken_units
from payments.models import Payment
from payments.selectors import goes_back_by_itself, label_of, standing_of

ENDED_WITHIN = timedelta(hours=24)
MOST_LIVE, MOST_ENDED = 120, 12


@dataclass(frozen=True, slots=True)
class GuestPart:
    """What one guest ordered; without a guest, what nobody's phone did."""

    guest: TabGuest | None
    orders: tuple[Order, ...]
    total: Decimal  # of what was not called off


@dataclass(frozen=True, slots=True)
class SharePart:
    """One part of the bill, and how its payment stands."""

    share: TabShare
    payment: Payment | None  # by which it is being paid
    missing: Decimal
    is_being_paid: bool
    way: str

    @property
    def is_waiting(self) -> bool:
        return self.share.status == TabShare.Status.WAITING

    @property
    def is_paid(self) -> bool:
        return self.share.status == TabShare.Status.PAID


@dataclass(frozen=True, slots=True)
class GoingBack:
    """Money that has to go back to who paid it."""

    payment: Payment
    amount: Decimal
    way: str
    by_itself: bool  # its gateway sends it


@dataclass(frozen=True, slots=True)
class TabView:
    tab: Tab
    guests: tuple[TabGuest, ...]
    parts: tuple[GuestPart, ...]
    shares: tuple[SharePart, ...]
    bill: Bill
    call: TabCall | None
    going_back: tuple[GoingBack, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(guest.name for guest in self.guests if guest.removed_at is None)

    @property
    def orders(self) -> tuple[Order, ...]:
        found = [order for part in self.parts for order in part.orders]
        return tuple(sorted(found, key=lambda order: order.number))

    @property
    def service_choice(self) -> Decimal:
        """What the suggested service charge comes to, whether it is paid or declined."""
        tab = self.tab
        return service_of(self.bill.subtotal, tab.service_offered, tab.currency)

    @property
    def is_begun(self) -> bool:
        """Was anything paid, or is it being paid?"""
        return any(part.is_paid or part.payment for part in self.shares)


def view_of(tab: Tab) -> TabView:
    """Return all of one tab: eight queries."""
    return views_of([tab])[0]


def views_of(tabs: Iterable[Tab]) -> list[TabView]:
    """Return several tabs, with as many queries as one: two more a payment that goes back."""
    tabs = list(tabs)
    ids = [tab.pk for tab in tabs]
    guests = _by_tab(TabGuest.objects.filter(tab__in=ids))
    orders = _by_tab(Order.objects.filter(tab__in=ids).order_by("number").prefetch_related("lines"))
    shares = _by_tab(TabShare.objects.filter(tab__in=ids).select_related("guest"))
    calls = _by_tab(TabCall.objects.filter(tab__in=ids, answered_at=None).select_related("guest"))
    every = [share for found in shares.values() for share in found]
    payments = settling.read_payments(every)
    return [
        _view(
            tab,
            guests=guests.get(tab.pk, []),
            orders=orders.get(tab.pk, []),
            shares=shares.get(tab.pk, []),
            call=next(iter(calls.get(tab.pk, [])), None),
            payments=payments,
        )
        for tab in tabs
    ]


def _by_tab(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.tab_id, []).append(row)
    return found


def _view(
    tab: Tab,
    *,
    guests: list[TabGuest],
    orders: list[Order],
    shares: list[TabShare],
    call: TabCall | None,
    payments: settling.Payments,
) -> TabView:
    live = [order for order in orders if order.status not in settling.CALLED_OFF]
    subtotal = sum((order.total for order in live), ZERO)
    own = [payment for share in shares for payment in payments.get(share.reference, [])]
    bill = Bill(
        subtotal=subtotal,
        service=service_of(subtotal, tab.service_percent, tab.currency),
        received=settling.kept_of(own),
        planned=sum((settling.missing(one, payments) for one in shares), ZERO),
        refund_due=sum((standing_of(one).refund_due for one in own), ZERO),
    )
    standing = [one for one in shares if one.status != TabShare.Status.VOID]
    return TabView(
        tab=tab,
        guests=tuple(guests),
        parts=tuple(_parts(guests, orders)),
        shares=tuple(_share(one, payments) for one in standing),
        bill=bill,
        call=call,
        going_back=tuple(
            GoingBack(one, due, label_of(one.gateway), goes_back_by_itself(one))
            for one in own
            if (due := standing_of(one).refund_due) > 0
        ),
    )


def _parts(guests: list[TabGuest], orders: list[Order]) -> Iterable[GuestPart]:
    for guest in (*guests, None):
        own = [order for order in orders if order.tab_guest_id == (guest.pk if guest else None)]
        if own or (guest is not None and guest.removed_at is None):
            live = [order for order in own if order.status not in settling.CALLED_OFF]
            yield GuestPart(guest, tuple(own), sum((order.total for order in live), ZERO))


def _share(share: TabShare, payments: settling.Payments) -> SharePart:
    found = payments.get(share.reference, [])
    payment = settling.asked(share, payments)
    last = payment or (found[-1] if found else None)
    is_waiting = share.status == TabShare.Status.WAITING
    return SharePart(
        share=share,
        payment=payment if is_waiting else None,
        missing=settling.missing(share, payments),
        is_being_paid=settling.is_being_paid(share, payments),
        way=label_of(last.gateway) if last else "",
    )


@dataclass(frozen=True, slots=True)
class Pickable:
    """A line of which somebody may still choose to pay `units`."""

    line: OrderLine
    units: int
    price: Decimal

    @property
    def choices(self) -> range:
        return range(1, self.units + 1)


def pickable(view: TabView) -> list[Pickable]:
    """Return what can still be chosen to be paid for; no query."""
    taken = taken_units([part.share for part in view.shares])
    return [
        Pickable(line, left, line.total - line.discount)
        for order in view.orders
        if order.status not in settling.CALLED_OFF
        for line in order.lines.all()
        if (left := line.quantity - taken.get(line.pk, 0)) > 0
    ]


def live_tabs() -> list[TabView]:
    """Return the tabs of the tables that are taken, as people count tables."""
    return sorted(views_of(Tab.objects.live()[:MOST_LIVE]), key=lambda view: natural(view.tab))


def ended_tabs() -> list[TabView]:
    """Return the latest that ended."""
    rows = Tab.objects.exclude(status__in=Tab.LIVE).filter(merged_into=None)
    since = timezone.now() - ENDED_WITHIN
    return views_of(rows.filter(closed_at__gte=since).order_by("-closed_at")[:MOST_ENDED])


def open_calls() -> list[TabCall]:
    """Return the calls that nobody answered yet, the oldest first: one query."""
    rows = TabCall.objects.filter(answered_at=None).select_related("tab", "guest")
    return list(rows.order_by("called_at")[:50])


def natural(tab: Tab) -> tuple[str, int, int]:
    head = tab.table_label.rstrip("0123456789")
    digits = tab.table_label[len(head) :]
    return head.lower(), int(digits or 0), tab.pk
