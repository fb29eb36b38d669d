"""Offers, and the codes of a batch, as CSV: read in parts, whatever there are."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.transfer.cells import neutral
from flowt.money import format_amount
from flowt.tenancy import current_tenant, tenant_context
from offers.listing import Line, lines_of
from offers.models import Coupon, Offer
from tenants.models import Tenant

BATCH = 500


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def offers_as_csv(offers: QuerySet[Offer]) -> Iterator[str]:
    """Return the lines of a CSV file, newest first."""
    heads = [
        *(_("Number"), _("Name"), _("What customers read"), _("What it gives"), _("Conditions")),
        *(_("State"), _("Valid from"), _("Valid until"), _("Only with a coupon")),
        *(_("Uses"), _("Given so far"), _("Budget")),
    ]
    return _rows(offers, current_tenant(), heads, _offer_cells)


def coupons_as_csv(coupons: QuerySet[Coupon]) -> Iterator[str]:
    """Return the lines of a CSV file of codes, newest first."""
    heads = [_("Code"), _("Batch"), _("May be used"), _("Uses"), _("Made at")]
    return _rows(coupons.select_related("batch"), current_tenant(), heads, _coupon_cells)


def _rows(
    rows: QuerySet[Any],
    tenant: Tenant,
    heads: list[str],
    cells: Callable[[list[Any]], list[list[Any]]],
) -> Iterator[str]:
    """Read while they are sent, after the request let the tenant go: each part binds it."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(heads)
    last = None
    while True:
        with tenant_context(tenant):
            found = rows.order_by("-pk")
            part = list((found if last is None else found.filter(pk__lt=last))[:BATCH])
            told = cells(part)
        yield "".join(writer.writerow([neutral(str(cell)) for cell in row]) for row in told)
        if len(part) < BATCH:
            return
        last = part[-1].pk


def _offer_cells(offers: list[Offer]) -> list[list[Any]]:
    return [_offer_row(line) for line in lines_of(offers)]


def _offer_row(line: Line) -> list[Any]:
    offer, currency = line.offer, current_tenant().currency
    return [
        offer.pk,
        offer.name,
        offer.label,
        line.gives,
        ", ".join(line.conditions),
        line.state_label,
        _moment(offer.starts_at),
        _moment(offer.ends_at),
        _("yes") if offer.needs_coupon else _("no"),
        line.uses,
        format_amount(line.given, currency),
        format_amount(offer.budget, currency) if offer.budget is not None else "",
    ]


def _coupon_cells(coupons: list[Coupon]) -> list[list[Any]]:
    return [
        [
            coupon.code,
            coupon.batch.name if coupon.batch else "",
            _("yes") if coupon.is_active else _("no"),
            coupon.used_count if coupon.use_limit else "",
            _moment(coupon.created_at),
        ]
        for coupon in coupons
    ]


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
