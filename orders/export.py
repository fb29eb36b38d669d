"""Orders as CSV, row by row: a million of them need no more memory than a page."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from flowt.cells import neutral
from flowt.money import format_amount
from flowt.phones import format_phone
from flowt.tenancy import current_tenant, tenant_context
from orders.combos import LineGroup, by_combo
from orders.models import Order
from payments.selectors import label_of
from tenants.models import Tenant

BATCH = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def rows_as_csv(orders: QuerySet[Order]) -> Iterator[str]:
    """Return the lines of a CSV file in the bound tenant's words, newest first.

    They are read while they are sent, after the request let the tenant go: each batch binds it.
    """
    return _rows(orders, current_tenant())


def _rows(orders: QuerySet[Order], tenant: Tenant) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    with tenant_context(tenant):
        yield "\ufeff" + writer.writerow(_heads())
    last = None
    while True:
        with tenant_context(tenant):
            rows = orders.order_by("-number")
            rows = rows if last is None else rows.filter(number__lt=last)
            batch = list(rows.prefetch_related("lines")[:BATCH])
            lines = [writer.writerow([neutral(cell) for cell in _cells(row)]) for row in batch]
        yield "".join(lines)
        if len(batch) < BATCH:
            return
        last = batch[-1].number


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Placed at"),
        _("Way"),
        _("Order state"),
        _("Customer"),
        _("Phone"),
        _("Table"),
        _("District"),
        _("Subtotal"),
        _("Discount"),
        _("Delivery fee"),
        _("Total"),
        _("Paid amount"),
        _("Payment"),
        _("Origin"),
        _("Campaign"),
        _("What was ordered"),
        _("Offers"),
        _("Scheduled for"),
        _("Tab"),
    ]


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _cells(order: Order) -> list[Any]:
    return [
        order.number,
        _local(order.placed_at),
        order.get_profile_display(),
        order.get_status_display(),
        order.customer_name,
        format_phone(order.customer_phone) if order.customer_phone else "",
        order.table_label,
        order.address.get("district", ""),
        format_amount(order.subtotal, order.currency),
        format_amount(order.discount, order.currency),
        format_amount(order.delivery_fee, order.currency),
        format_amount(order.total, order.currency),
        format_amount(order.paid, order.currency),
        label_of(order.payment_kind),
        order.qr_src or order.via,
        order.utm.get("utm_campaign", ""),
        ", ".join(_words(group) for group in by_combo(order.lines.all())),
        ", ".join(str(row["label"]) for row in order.discounts),
        _local(order.scheduled_for),
        order.tab_id,
    ]


def _words(group: LineGroup) -> str:
    """A line in few words; a combo with its parts."""
    words = f"{group.quantity}× {group.name}"
    if not group.is_combo:
        return words
    return f"{words} ({' + '.join(f'{part.quantity}× {part.name}' for part in group.parts)})"
