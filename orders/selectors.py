"""Orders for the history, its export and one order's page."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from orders.board import ICONS, Action, actions_of
from orders.models import Order, OrderLine, OrderMove
from payments.models import LedgerEntry, Payment, PixRefund
from payments.selectors import (
    goes_back_by_itself,
    label_of,
    payments_of,
    refund_due,
    refunds_of,
)

PAGE_SIZE = 50
MOST_COUNTED = 10_000  # past these the list says "more" and asks for a filter
SORTS = {
    "number": "number",
    "total": "total",
    "customer": "customer_name",
    "placed": "placed_at",
}
DEFAULT_SORT = "-number"


class CappedPaginator(Paginator):
    """Counts, and pages, no further than the first ten thousand rows: deep pages stay quick."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST_COUNTED].count()

    @property
    def is_capped(self) -> bool:
        return self.count >= MOST_COUNTED


def search(wanted: dict[str, Any], sort: str = DEFAULT_SORT) -> QuerySet[Order]:
    """Return the orders that the filters (of FilterForm) leave, sorted by `number`, `-total`…"""
    rows = Order.objects.all()
    if text := wanted.get("q", "").strip():
        rows = rows.filter(_matching(text))
    if status := wanted.get("status"):
        rows = rows.open() if status == "open" else rows.filter(status=status)
    if profile := wanted.get("profile"):
        rows = rows.filter(profile=profile)
    if payment := wanted.get("payment"):
        paid = Q(paid__gte=F("total"))
        rows = rows.filter(paid if payment == "paid" else ~paid)
    since, until = _period(wanted)
    if since:
        rows = rows.filter(placed_at__gte=since)
    if until:
        rows = rows.filter(placed_at__lt=until)
    field = SORTS.get(sort.lstrip("-"), "number")
    return rows.order_by(f"-{field}" if sort.startswith("-") else field, "-id")


def _matching(text: str) -> Q:
    """A number (with or without #), a part of a name, or at least four digits of a phone."""
    found = Q(customer_name__icontains=text)
    digits = re.sub(r"\D", "", text)
    if digits and re.fullmatch(r"[\d\s()+#.-]+", text):
        if len(digits) <= 9:
            found |= Q(number=int(digits))
        if len(digits) >= 4:
            found |= Q(customer_phone__contains=digits)
    return found


def _period(wanted: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """From which instant (included) to which (left out), in the tenant's time zone."""
    today = timezone.localdate()
    period = wanted.get("period", "")
    if period == "today":
        return _start(today), None
    if period == "yesterday":
        return _start(today - timedelta(days=1)), _start(today)
    if period in ("7", "30"):
        return _start(today - timedelta(days=int(period) - 1)), None
    since, until = wanted.get("since"), wanted.get("until")
    return (
        _start(since) if since else None,
        _start(until + timedelta(days=1)) if until else None,
    )


def _start(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order with all that belongs to it."""

    order: Order
    lines: list[OrderLine]
    moves: list[OrderMove]
    payments: list[Payment]
    ledger: list[LedgerEntry]
    actions: tuple[Action, ...]
    payment_label: str
    refund_due: Decimal
    refunds: list[PixRefund]

    @property
    def is_sending_back(self) -> bool:
        """Is all that is due on its way by itself?"""
        failed = any(one.status == PixRefund.Status.FAILED for one in self.live_refunds)
        return bool(self.live_refunds) and not failed

    @property
    def live_refunds(self) -> list[PixRefund]:
        return [one for one in self.refunds if one.status != "done" and not one.is_settled_by_hand]

    @property
    def icon(self) -> str:
        return ICONS.get(self.order.profile, "receipt-text")

    @property
    def is_confirmable(self) -> bool:
        waiting = (Payment.Status.PENDING, Payment.Status.REFUSED)
        return not self.order.is_paid and any(one.status in waiting for one in self.payments)

    @property
    def goes_back_by_itself(self) -> bool:
        return any(goes_back_by_itself(one) for one in self.payments)

    @property
    def is_refundable(self) -> bool:
        """Is there anything that somebody can still send back, or note as sent?"""
        is_all_asked = self.goes_back_by_itself and self.refund_due >= self.order.paid
        return self.order.paid > 0 and not is_all_asked

    @property
    def utm(self) -> list[tuple[str, str]]:
        return sorted(self.order.utm.items())


def detail(order: Order) -> OrderDetail:
    """Return what one order's page shows: five queries."""
    payments = payments_of([order.reference]).get(order.reference, [])
    return OrderDetail(
        order=order,
        lines=list(order.lines.all()),
        moves=list(order.moves.all()),
        payments=payments,
        ledger=[entry for payment in payments for entry in payment.ledger.all()],
        actions=actions_of(order),
        payment_label=label_of(order.payment_kind, order.profile),
        refund_due=refund_due(payments),
        refunds=refunds_of(payments),
    )
