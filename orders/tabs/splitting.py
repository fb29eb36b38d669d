"""Asking for the bill, and splitting it into parts that are paid one by one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from flowt.money import format_money, quantize
from orders.models import OrderLine
from orders.tabs import settling
from orders.tabs.bill import ZERO, Bill, by_guest, in_parts, service_of, units_cost
from orders.tabs.errors import (
    BadParts,
    BeingPaid,
    ItemsTaken,
    NothingChosen,
    NothingLeft,
    NothingOrdered,
    NotPaying,
    ServiceFixed,
    TabClosed,
    TooMuch,
)
from orders.tabs.models import Tab, TabGuest, TabShare
from orders.tabs.settling import Payments, hold, live_orders, settle, tell

MOST_PARTS = 30
Kind, Status = TabShare.Kind, TabShare.Status
Units = Sequence[tuple[int, int]]  # order line, how many of it


@transaction.atomic
def ask_bill(tab: Tab) -> Tab:
    """No more orders: the bill is to be paid. A repeat changes nothing.

    Raises TabClosed and NothingOrdered.
    """
    tab = hold(tab)
    if tab.is_closing:
        return tab
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    if not live_orders(tab).exists():
        raise NothingOrdered
    tab.status, tab.bill_asked_at = Tab.Status.CLOSING, timezone.now()
    tab.save(update_fields=["status", "bill_asked_at"])
    settle(tab)
    return tab


@transaction.atomic
def order_more(tab: Tab, *, actor: Any = None) -> Tab:
    """Take orders again. Parts that wait are called off; what was paid counts. A repeat changes
    nothing.

    Raises TabClosed, and BeingPaid (not for the team) while somebody pays.
    """
    tab = hold(tab)
    if tab.is_open:
        return tab
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    shares, payments = _standing(tab)
    paying = [one for one in shares if settling.is_being_paid(one, payments)]
    if paying and actor is None:
        raise BeingPaid(amount=format_money(paying[0].amount, tab.currency))
    for share in shares:
        if share.status == Status.WAITING:
            settling.void(share, payments, actor)
    tab.status, tab.bill_asked_at = Tab.Status.OPEN, None
    tab.save(update_fields=["status", "bill_asked_at"])
    settle(tab, actor=actor)
    return tab


@transaction.atomic
def choose_service(tab: Tab, *, is_wanted: bool, actor: Any = None) -> Tab:
    """Pay the service charge, or not: it is the customer's to decide (and the team's).

    Raises TabClosed, and ServiceFixed (not for the team) once anything was paid or is being paid.
    """
    tab = hold(tab)
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    percent = tab.service_offered if is_wanted else ZERO
    if percent == tab.service_percent:
        return tab
    shares, payments = _standing(tab)
    is_begun = any(payments.values())
    if is_begun and actor is None:
        raise ServiceFixed
    for share in shares:  # they were parts of another total
        if share.status == Status.WAITING and not settling.is_being_paid(share, payments):
            settling.void(share, payments, actor)
    tab.service_percent = percent
    tab.save(update_fields=["service_percent"])
    settle(tab, actor=actor)
    if actor is not None:
        settling.note("service", tab, actor, service_percent=str(percent))
    return tab


@transaction.atomic
def split_bill(
    tab: Tab,
    *,
    kind: str,
    guest: TabGuest | None = None,
    parts: int = 0,
    amount: Decimal | None = None,
    units: Units = (),
) -> list[TabShare]:
    """Make the parts in which the rest is paid; return the new ones.

    All, equal parts and "each their own" divide anew whatever nobody is paying, and come to the
    rest exactly. Chosen items and an amount make one part for `guest`, out of what is not in a
    part that is being paid. Raises TabClosed, NotPaying, NothingLeft, BadParts, TooMuch,
    NothingChosen and ItemsTaken.
    """
    tab = hold(tab)
    if not tab.is_closing:
        raise NotPaying if tab.is_live else TabClosed(table=tab.table_label)
    shares, payments = _standing(tab)
    for share in [one for one in shares if _may_go(one, payments, kind, guest)]:
        settling.void(share, payments)
    bill = settle(tab)
    shares, payments = _standing(tab)
    if not tab.is_closing or bill.unplanned <= 0:
        raise NothingLeft
    if kind == Kind.ITEMS:
        made = [_of_items(tab, guest, units, bill, shares)]
    elif kind == Kind.AMOUNT:
        made = [_of_amount(tab, guest, amount, bill)]
    elif kind == Kind.ALL:
        made = [TabShare(tab=tab, kind=kind, guest=guest, amount=bill.unplanned)]
    elif kind == Kind.EQUAL:
        made = _in_parts(tab, parts, bill)
    else:
        made = _by_guest(tab, bill, shares, payments)
    number(tab, made)
    TabShare.objects.bulk_create(made)
    tell(tab)
    return made


def _standing(tab: Tab) -> tuple[list[TabShare], Payments]:
    shares = list(tab.shares.standing())
    return shares, settling.read_payments(shares)


def _may_go(share: TabShare, payments: Payments, kind: str, guest: TabGuest | None) -> bool:
    """May a new split take this part back? One that is being paid only by its own payer; what
    another guest chose only where all is divided anew."""
    if share.status != Status.WAITING:
        return False
    is_own = guest is not None and share.guest_id == guest.pk
    divides = kind not in (Kind.ITEMS, Kind.AMOUNT)
    if settling.is_being_paid(share, payments):
        return is_own and divides
    return is_own or divides or share.kind not in (Kind.ITEMS, Kind.AMOUNT)


def _in_parts(tab: Tab, parts: int, bill: Bill) -> list[TabShare]:
    if not 2 <= parts <= MOST_PARTS:
        raise BadParts(limit=MOST_PARTS)
    amounts = in_parts(bill.unplanned, parts)
    return [TabShare(tab=tab, kind=Kind.EQUAL, amount=amount) for amount in amounts]


def _by_guest(tab: Tab, bill: Bill, shares: list[TabShare], payments: Payments) -> list[TabShare]:
    ordered: dict[int | None, Decimal] = {}
    for order in live_orders(tab):
        key = order.tab_guest_id
        with_service = order.total + service_of(order.total, tab.service_percent, tab.currency)
        ordered[key] = ordered.get(key, ZERO) + with_service
    covered: dict[int | None, Decimal] = {}
    for share in shares:
        kept = settling.kept_of(payments.get(share.reference, []))
        done = kept + settling.missing(share, payments)
        covered[share.guest_id] = covered.get(share.guest_id, ZERO) + done
    each = by_guest(bill.unplanned, ordered, covered)
    return [
        TabShare(tab=tab, kind=Kind.GUEST, guest_id=pk, amount=amount)
        for pk, amount in each.items()
    ]


def _of_amount(tab: Tab, guest: TabGuest | None, amount: Decimal | None, bill: Bill) -> TabShare:
    if amount is None or quantize(amount, tab.currency) <= 0:
        raise NothingChosen
    amount = quantize(amount, tab.currency)
    if amount > bill.unplanned:
        raise TooMuch(left=format_money(bill.unplanned, tab.currency))
    return TabShare(tab=tab, kind=Kind.AMOUNT, guest=guest, amount=amount)


def _of_items(
    tab: Tab, guest: TabGuest | None, units: Units, bill: Bill, shares: list[TabShare]
) -> TabShare:
    """Chosen units, with their part of the service charge; who takes the last ones takes the
    rest."""
    lines = lines_of(tab)
    taken = taken_units(shares)
    cost, chosen = ZERO, []
    for line_id, wanted in sorted(dict(units).items()):
        if wanted <= 0:
            continue
        line, before = lines.get(line_id), taken.get(line_id, 0)
        if line is None or before + wanted > line.quantity:
            raise ItemsTaken
        cost += units_cost(line.total - line.discount, line.quantity, before, wanted)
        taken[line_id] = before + wanted
        chosen.append([line_id, wanted])
    if not chosen:
        raise NothingChosen
    amount = cost + service_of(cost, tab.service_percent, tab.currency)
    is_last = all(taken.get(pk, 0) >= line.quantity for pk, line in lines.items())
    by_items = all(one.kind == Kind.ITEMS for one in shares)
    amount = bill.unplanned if is_last and by_items else min(amount, bill.unplanned)
    if amount <= 0:
        raise NothingChosen
    return TabShare(tab=tab, kind=Kind.ITEMS, guest=guest, amount=amount, lines=chosen)


def lines_of(tab: Tab) -> dict[int, OrderLine]:
    """Return the lines of a tab's orders that were not called off, by id."""
    lines = OrderLine.objects.filter(order__in=live_orders(tab)).select_related("order")
    return {line.pk: line for line in lines.order_by("order_id", "position")}


def taken_units(shares: list[TabShare]) -> dict[int, int]:
    """How many of each line somebody pays, or paid, for by choosing it."""
    taken: dict[int, int] = {}
    for share in shares:
        for line_id, units in share.lines:
            taken[line_id] = taken.get(line_id, 0) + units
    return taken


def number(tab: Tab, made: list[TabShare]) -> None:
    """Give new parts their references: numbers that this tab never gave before."""
    for place, share in enumerate(made, 1):
        share.number = place
        share.reference = f"tab-{tab.pk}-share-{tab.shares_made + place}"
    tab.shares_made += len(made)
    tab.save(update_fields=["shares_made"])
