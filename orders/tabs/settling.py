"""A tab under its lock: what it comes to, and everything that follows from what was paid.

Whoever changes a tab, its orders or its payments holds the tab first, then the orders, then the
payments; orders that are being placed hold it too, but not against each other.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from flowt.audit.trail import record
from flowt.events import publish
from flowt.live import notify
from orders.events import OrderPaid
from orders.models import Order
from orders.tabs.bill import ZERO, Bill, allot, service_of
from orders.tabs.errors import TabMerged
from orders.tabs.events import TabClosed
from orders.tabs.models import Tab, TabShare
from payments.errors import NotCancellable
from payments.models import Payment
from payments.operations import ask_refund, cancel_payment
from payments.selectors import payments_of, standing_of

PAYING_MINUTES = 10  # how long a code that was asked for keeps others from its share
CALLED_OFF = (Order.Status.REJECTED, Order.Status.CANCELLED)
ASKED = (Payment.Status.PENDING, Payment.Status.REFUSED)
Payments = dict[str, list[Payment]]


def hold(tab: Tab) -> Tab:
    """Lock a tab until the transaction ends; one that went into another leads there."""
    for _hop in range(20):
        found = Tab.objects.select_for_update().get(pk=tab.pk)
        if found.merged_into is None:
            return found
        tab = found.merged_into
    raise TabMerged


def hold_of(order: Order) -> Tab | None:
    """Lock the tab that an order is on, before the order itself; None where it is on none."""
    if order.tab_id is None:  # one that is on none never comes on one
        return None
    while True:
        tab_id = Order.objects.values_list("tab_id", flat=True).get(pk=order.pk)
        if tab_id is None:
            return None
        tab = hold(Tab(pk=tab_id))
        if Order.objects.filter(pk=order.pk, tab_id=tab.pk).exists():
            return tab


def live_orders(tab: Tab) -> Any:
    """Its orders that were not called off, the oldest first."""
    return Order.objects.filter(tab=tab).exclude(status__in=CALLED_OFF).order_by("number")


def kept_of(payments: Iterable[Payment]) -> Decimal:
    return sum((standing_of(one).kept for one in payments), ZERO)


def read_payments(shares: Iterable[TabShare]) -> Payments:
    return payments_of([share.reference for share in shares])


def bill_of(tab: Tab, shares: list[TabShare], payments: Payments) -> Bill:
    """Add a tab up: one query, of its orders."""
    subtotal = live_orders(tab).order_by().aggregate(sum=Sum("total", default=ZERO))["sum"]
    every = [payment for found in payments.values() for payment in found]
    return Bill(
        subtotal=subtotal,
        service=service_of(subtotal, tab.service_percent, tab.currency),
        received=kept_of(every),
        planned=sum((missing(one, payments) for one in shares), ZERO),
        refund_due=sum((standing_of(one).refund_due for one in every), ZERO),
    )


def missing(share: TabShare, payments: Payments) -> Decimal:
    """What a share still waits for."""
    if share.status != TabShare.Status.WAITING:
        return ZERO
    return max(ZERO, share.amount - kept_of(payments.get(share.reference, [])))


def asked(share: TabShare, payments: Payments) -> Payment | None:
    """The payment by which a share is being paid, if any."""
    found = [one for one in payments.get(share.reference, []) if one.status in ASKED]
    return found[-1] if found else None


def is_being_paid(share: TabShare, payments: Payments) -> bool:
    """May money for it be on its way right now?"""
    payment = asked(share, payments)
    if share.status != TabShare.Status.WAITING or payment is None:
        return False
    return (timezone.now() - payment.created_at).total_seconds() < PAYING_MINUTES * 60


def void(share: TabShare, payments: Payments, actor: Any = None) -> bool:
    """No longer ask for a share. False where its money came at this very moment: read again."""
    try:
        with transaction.atomic():
            for payment in payments.get(share.reference, []):
                if payment.status in ASKED:
                    cancel_payment(payment, actor=actor)
    except NotCancellable:
        return False
    share.status = TabShare.Status.VOID
    share.save(update_fields=["status"])
    return True


def settle(tab: Tab, *, actor: Any = None) -> Bill:
    """Bring a tab, which is locked, up to date with its orders and payments. A repeat changes
    nothing.

    Shares that are paid are so; what is asked for never comes to more than what is left; what was
    paid too much is asked to go back; orders are paid as far as the money goes; a bill that is
    paid closes its tab.
    """
    while True:
        shares = list(tab.shares.all())
        payments = read_payments(shares)
        _mark_paid(shares, payments)
        if _trim(shares, payments, bill_of(tab, shares, payments), actor):
            break
    _send_back(tab, shares, payments, actor)
    bill = bill_of(tab, shares, payments)
    _pay_orders(tab, bill, actor)
    if tab.is_closing and bill.total and not bill.left:
        close(tab, actor=actor)
    tell(tab)
    return bill


def _mark_paid(shares: list[TabShare], payments: Payments) -> None:
    for share in shares:
        kept = kept_of(payments.get(share.reference, []))
        if share.status == TabShare.Status.WAITING and kept >= share.amount:
            share.status = TabShare.Status.PAID
            share.save(update_fields=["status"])


def _trim(shares: list[TabShare], payments: Payments, bill: Bill, actor: Any) -> bool:
    """Call shares off until they fit: those that nobody is paying first, the newest first."""
    over = bill.planned - bill.left
    waiting = [one for one in shares if one.status == TabShare.Status.WAITING]
    waiting.sort(key=lambda one: (is_being_paid(one, payments), -one.pk))
    for share in waiting:
        if over <= 0:
            break
        over -= missing(share, payments)
        if not void(share, payments, actor):
            return False
    return True


def _send_back(tab: Tab, shares: list[TabShare], payments: Payments, actor: Any) -> None:
    """Ask for what was paid too much to go back, of the newest payments first."""
    excess = bill_of(tab, shares, payments).excess
    if not excess:
        return
    for share in reversed(shares):
        for payment in reversed(payments.get(share.reference, [])):
            stands = standing_of(payment)
            part = min(excess, stands.kept - stands.refund_due)
            if part > 0:
                past = [one for one in payment.ledger.all() if one.kind == "refund_asked"]
                key = f"{payment.key}-excess-{len(past) + 1}"
                ask_refund(payment, key=key, amount=part, actor=actor)
                excess -= part
    payments.update(read_payments(shares))


def _pay_orders(tab: Tab, bill: Bill, actor: Any) -> None:
    """Write how much of each order is paid, the oldest first; the service charge comes last."""
    orders = list(live_orders(tab))
    money = bill.received - bill.refund_due
    for order, paid in zip(orders, allot(money, [one.total for one in orders]), strict=True):
        before, was_paid = order.paid, order.is_paid
        if paid == before:
            continue
        order.paid = paid
        order.save(update_fields=["paid"])
        if order.is_paid and not was_paid:
            told = {"order_id": order.pk, "number": order.number, "person_id": order.person_id}
            publish(OrderPaid(**told, amount=paid - before), actor=actor)
    Order.objects.filter(tab=tab, status__in=CALLED_OFF, paid__gt=0).update(paid=0)


def close(tab: Tab, *, actor: Any, status: str = Tab.Status.CLOSED, by: str = "") -> None:
    """Close a tab, which is locked. What is still called for or asked is so no longer."""
    shares = list(tab.shares.all())
    payments = read_payments(shares)
    for share in shares:
        if share.status == TabShare.Status.WAITING:
            void(share, payments, actor)
    now = timezone.now()
    tab.calls.filter(answered_at=None).update(answered_at=now, answered_by=by)
    tab.status, tab.closed_at, tab.closed_by = status, now, by
    tab.save(update_fields=["status", "closed_at", "closed_by"])
    if tab.merged_into_id is not None:
        return
    bill = bill_of(tab, shares, payments)
    publish(
        TabClosed(
            tab_id=tab.pk,
            table_label=tab.table_label,
            total=bill.total,
            service=bill.service,
            received=bill.received,
        ),
        actor=actor,
    )


def tell(tab: Tab) -> None:
    """Have the table's phones and the team's boards look again after the commit."""
    notify(tab.topic)
    notify("orders", tab=tab.pk)


def note(action: str, tab: Tab, actor: Any, **after: Any) -> None:
    """Write into the audit trail what the team did to a tab."""
    record(f"tab.{action}", tab, actor=actor, after={"table": tab.table_label, **after})
