"""Sitting down at a table: its tab, and who is on it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from flowt import due
from flowt.events import publish
from orders.models import Order
from orders.operations.moving import label_of, tell_live
from orders.tabs.errors import (
    NoTabs,
    SameTable,
    TabClosed,
    TableBusy,
    TableFull,
    TakenOff,
)
from orders.tabs.events import TabOpened
from orders.tabs.models import Tab, TabGuest
from orders.tabs.settling import bill_of, close, hold, note, read_payments, settle, tell, void
from tenants.models import OrderProfile, Tenant
from tenants.selectors import profiles_of

MOST_GUESTS = 40
LEFT_AFTER = timedelta(hours=8)  # without anybody sitting down or ordering
LEFT_BEHIND = "orders.tab_left_behind"  # due work


def has_tabs(tenant: Tenant) -> bool:
    """Do this business's tables share tabs?"""
    terms = profiles_of(tenant).get(OrderProfile.Kind.TABLE)
    return terms is not None and terms.is_enabled and terms.has_tabs


@transaction.atomic
def sit_down(
    *, tenant: Tenant, table_label: str, name: str, tokens: Collection[str] = ()
) -> TabGuest:
    """Join the table's tab, or open it. Whoever has one of `tokens` on it already is that guest.

    Raises NoTabs, TakenOff (by the team) and TableFull. Two who open it at once share it.
    """
    if not has_tabs(tenant):
        raise NoTabs
    tab = _live_at(tenant, table_label)
    return _seat(tab, name, tokens)


@transaction.atomic
def join(tab: Tab, *, name: str, tokens: Collection[str] = ()) -> TabGuest:
    """Join this very tab, as by a link that somebody at the table sent. Raises TabClosed too."""
    tab = hold(tab)
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    return _seat(tab, name, tokens)


@transaction.atomic
def open_tab(*, tenant: Tenant, table_label: str, actor: Any) -> Tab:
    """Open a table's tab by hand. A repeat finds it. Raises NoTabs."""
    if not has_tabs(tenant):
        raise NoTabs
    tab = _live_at(tenant, table_label, by=label_of(actor), actor=actor)
    note("open", tab, actor)
    return tab


def _live_at(tenant: Tenant, table_label: str, *, by: str = "", actor: Any = None) -> Tab:
    """Lock the table's live tab; open one where there is none or it was left behind."""
    for _try in range(3):
        tab = Tab.objects.live().select_for_update().filter(table_label=table_label).first()
        if tab is not None and last_active(tab) > timezone.now() - LEFT_AFTER:
            return tab
        if tab is not None:
            abandon(tab)
        try:
            with transaction.atomic():
                return _create(tenant, table_label, by, actor)
        except IntegrityError:  # somebody else opened it at this moment
            continue
    raise AssertionError("a table's tab is either there or not")


def _create(tenant: Tenant, table_label: str, by: str, actor: Any) -> Tab:
    now = timezone.now()
    percent = profiles_of(tenant)[OrderProfile.Kind.TABLE].service_percent
    tab = Tab.objects.create(
        table_label=table_label,
        currency=tenant.currency,
        service_percent=percent,
        service_offered=percent,
        opened_at=now,
        active_at=now,
        opened_by=by,
    )
    watch(tab)
    publish(TabOpened(tab_id=tab.pk, table_label=table_label), actor=actor)
    tell(tab)
    return tab


def _seat(tab: Tab, name: str, tokens: Collection[str]) -> TabGuest:
    known = tab.guests.filter(token__in=tokens).order_by("removed_at").first() if tokens else None
    if known is not None and known.removed_at is None:
        return known
    if known is not None:
        raise TakenOff
    names = {one.casefold() for one in tab.guests.values_list("name", flat=True)}
    if len(names) >= MOST_GUESTS:
        raise TableFull(limit=MOST_GUESTS)
    guest = TabGuest.objects.create(tab=tab, name=free_name(name, names))
    tab.active_at = timezone.now()
    tab.save(update_fields=["active_at"])
    tell(tab)
    return guest


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a first name that nobody else on the tab has: “Ana”, “Ana 2”."""
    first = name.split(maxsplit=1)[0][:30] if name.split() else "?"
    if first.casefold() not in taken:
        return first
    return next(
        found
        for number in range(2, MOST_GUESTS + 3)
        if (found := f"{first} {number}").casefold() not in taken
    )


@transaction.atomic
def remove_guest(guest: TabGuest, *, actor: Any) -> TabGuest:
    """Take a phone off its tab: it sees and does nothing there any more. Its orders stay.

    A repeat changes nothing.
    """
    tab = hold(guest.tab)
    guest = TabGuest.objects.select_for_update().get(pk=guest.pk)
    if guest.removed_at is None:
        guest.removed_at = timezone.now()
        guest.save(update_fields=["removed_at"])
        note("remove_guest", tab, actor, guest=guest.pk)
        tell(tab)
    return guest


@transaction.atomic
def move_tab(tab: Tab, *, table_label: str, actor: Any) -> Tab:
    """Seat a tab at another table; orders on their way go there. Raises TableBusy, SameTable."""
    tab = hold(tab)
    if not tab.is_live:
        raise TabClosed(table=tab.table_label)
    before = tab.table_label
    if before == table_label:
        raise SameTable
    tab.table_label = table_label
    try:
        with transaction.atomic():
            tab.save(update_fields=["table_label"])
    except IntegrityError:
        raise TableBusy(table=table_label) from None
    _carry_orders(tab, tab)
    note("move", tab, actor, moved_from=before)
    tell(tab)
    return tab


@transaction.atomic
def merge_tabs(source: Tab, *, into: Tab, actor: Any) -> Tab:
    """Let two tables be one: orders, guests, and what was paid go into the other tab.

    Parts that wait to be paid are called off: it is split anew. Raises TabClosed, SameTable.
    """
    if source.pk == into.pk:
        raise SameTable
    for one in sorted((source, into), key=lambda tab: tab.pk):
        Tab.objects.select_for_update().get(pk=one.pk)  # in key order: two merges never wait round
    source, into = hold(source), hold(into)
    if source.pk == into.pk:
        return into
    if not (source.is_live and into.is_live):
        raise TabClosed(table=into.table_label if source.is_live else source.table_label)
    _call_shares_off(source, actor)
    _carry_orders(source, into)
    source.guests.update(tab=into)
    source.shares.update(tab=into)
    source.merged_into = into
    source.save(update_fields=["merged_into"])
    close(source, actor=actor, by=label_of(actor))
    into.active_at = timezone.now()
    into.save(update_fields=["active_at"])
    settle(into, actor=actor)
    note("merge", into, actor, moved_from=source.table_label)
    tell(source)
    return into


def _call_shares_off(tab: Tab, actor: Any) -> None:
    shares = list(tab.shares.filter(status="waiting"))
    payments = read_payments(shares)
    for share in shares:
        void(share, payments, actor)


def _carry_orders(source: Tab, into: Tab) -> None:
    """Orders go along; those on their way are brought to the new table."""
    Order.objects.filter(tab=source).update(tab=into)
    moving = Order.objects.open().filter(tab=into).exclude(table_label=into.table_label)
    for order in moving.select_for_update(of=("self",)).order_by("pk"):
        order.table_label = into.table_label
        order.save(update_fields=["table_label"])
        tell_live(order, "table")


def abandon(tab: Tab) -> None:
    """Note that nobody came back to a tab, which is locked. What it owes stays to be seen."""
    close(tab, actor=None, status=Tab.Status.ABANDONED)
    tell(tab)


def owes(tab: Tab) -> Any:
    """Return what a tab comes to now: three queries."""
    shares = list(tab.shares.all())
    return bill_of(tab, shares, read_payments(shares))


def last_active(tab: Tab) -> datetime:
    """When somebody last sat down or ordered."""
    ordered = Order.objects.filter(tab=tab).aggregate(last=Max("placed_at"))["last"]
    return max(tab.active_at, ordered) if ordered else tab.active_at


def watch(tab: Tab, since: datetime | None = None) -> None:
    """Have the tab looked at once it may have been left behind."""
    due.schedule(LEFT_BEHIND, str(tab.pk), run_at=(since or tab.active_at) + LEFT_AFTER)


@transaction.atomic
def look_after(tab_id: int) -> None:
    """Close a tab that nobody came back to; look again later where somebody did."""
    tab = Tab.objects.select_for_update().filter(pk=tab_id).first()
    if tab is None or not tab.is_live:
        return
    last = last_active(tab)
    if last > timezone.now() - LEFT_AFTER:
        watch(tab, last)
    else:
        abandon(tab)
