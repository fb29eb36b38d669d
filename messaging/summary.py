"""The summary of the day, for members who asked for it: one mail after closing time.

It counts from the moment of the day before to this one, so that nothing is missed or counted
twice. The timer is a due row, which makes the next one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.roles import permissions_of
from flowt import due
from flowt.templatetags.money import money
from flowt.tenancy import current_tenant, public_schema
from messaging import kinds
from messaging.markup import Block, Span
from messaging.models import SummaryReader
from messaging.operations.queueing import To, queue_message
from messaging.rendering import Rendered, as_html, as_text, one_line
from orders.models import Order, OrderLine
from tenants.hours import ranges_on
from tenants.models import Tenant
from tenants.selectors import public_url, schedule_of

KIND, REF = "messaging.summary", "next"
USUAL, LATEST = time(22), time(5)
BEST, TOO_LATE_SECONDS = 5, 30 * 60 * 60
LOST = (Order.Status.REJECTED, Order.Status.CANCELLED)


@dataclass(frozen=True)
class Day:
    """What a day came to. Orders that were called off count in `lost` alone."""

    on: date
    orders: int
    revenue: Decimal
    average: Decimal
    lost: int
    unpaid: Decimal
    best: list[tuple[str, int]]

    @property
    def is_empty(self) -> bool:
        return not self.orders and not self.lost


def moment_of(tenant: Tenant, on: date) -> datetime:
    """When the day `on` is over: at its last closing, until five in the morning, else at ten."""
    zone = timezone.get_current_timezone()
    ranges = ranges_on(schedule_of(tenant), on)
    ends = datetime.combine(on, USUAL, zone)
    for one in ranges:
        closing = datetime.combine(on + timedelta(days=one.ends_next_day), one.closes, zone)
        ends = max(ends, closing)
    return min(ends, datetime.combine(on + timedelta(days=1), LATEST, zone))


def next_moment(tenant: Tenant, after: datetime) -> tuple[date, datetime]:
    """The first day that is over after `after`, and when."""
    day = timezone.localtime(after).date() - timedelta(days=1)
    while (moment := moment_of(tenant, day)) <= after:
        day += timedelta(days=1)
    return day, moment


def plan(*, is_sweep: bool = False) -> None:
    """Have the next summary made. A sweep adds it only where it was lost."""
    if not SummaryReader.objects.exists():
        return
    day, moment = next_moment(current_tenant(), timezone.now())
    if is_sweep:
        due.schedule_missing(KIND, [day.isoformat()])
    else:
        due.schedule(KIND, day.isoformat(), run_at=moment)


def send(ref: str) -> None:
    """Write to every reader about the day `ref`, then plan the next. A repeat sends none twice.

    Raises due.Later where the day ends later by now, as after a change of the opening hours.
    """
    tenant, day = current_tenant(), date.fromisoformat(ref)
    moment = moment_of(tenant, day)
    wait = (moment - timezone.now()).total_seconds()
    if wait > 1:
        raise due.Later(min(wait, 3600.0))
    if wait < -TOO_LATE_SECONDS:  # nobody wants last week's
        return plan()
    counted = count(tenant, day)
    for reader, email, name in readers(tenant):
        if counted.is_empty and not reader.wants_empty_days:
            continue
        made = letter(counted, tenant)
        to = To(address=email, name=name, about=f"day {ref}")
        queue_message(kinds.SUMMARY, made, to, key=f"summary-{ref}-{reader.pk}")
    return plan()


def readers(tenant: Tenant) -> list[tuple[SummaryReader, str, str]]:
    """Those who asked for it and may still see orders and money: (reader, e-mail, name)."""
    asked = {row.actor_id: row for row in SummaryReader.objects.filter(actor_id__isnull=False)}
    with public_schema():
        members = Membership.objects.filter(tenant=tenant, user_id__in=asked, is_active=True)
        found = list(members.filter(user__is_active=True).select_related("user"))
    return [
        (asked[one.user_id], one.user.email, one.user.name)
        for one in found
        if "messages.summary" in permissions_of(one.role)
    ]


def count(tenant: Tenant, on: date) -> Day:
    """Two queries over the orders placed since the day before was over."""
    since, until = moment_of(tenant, on - timedelta(days=1)), moment_of(tenant, on)
    placed = Order.objects.filter(placed_at__gte=since, placed_at__lt=until)
    kept = ~Q(status__in=LOST)
    sums = placed.aggregate(
        orders=Count("id", kept),
        revenue=Sum("total", filter=kept, default=Decimal(0)),
        average=Avg("total", filter=kept, default=Decimal(0)),
        lost=Count("id", Q(status__in=LOST)),
        unpaid=Sum(F("total") - F("paid"), filter=kept, default=Decimal(0)),
    )
    lines = OrderLine.objects.filter(order__in=placed.filter(kept))
    best = lines.values_list("name").annotate(units=Sum("quantity")).order_by("-units", "name")
    return Day(on=on, best=[(name, units) for name, units in best[:BEST]], **sums)


def letter(day: Day, tenant: Tenant) -> Rendered:
    written = date_format(day.on, "DATE_FORMAT")
    subject = one_line(
        ngettext(
            "%(name)s: %(orders)s order, %(revenue)s on %(day)s",
            "%(name)s: %(orders)s orders, %(revenue)s on %(day)s",
            day.orders,
        )
        % {
            "name": tenant.name,
            "orders": day.orders,
            "revenue": money(day.revenue),
            "day": date_format(day.on, "SHORT_DATE_FORMAT"),
        }
    )
    blocks = [
        Block("heading", text=_("Your day: %(day)s") % {"day": written}),
        Block("stats", data=_figures(day)),
        *_best(day),
        Block(
            "button",
            text=_("See the orders"),
            url=public_url(tenant, reverse("orders:list")),
        ),
    ]
    foot = {
        "why": _("You asked for this summary. Turn it off in Settings, E-mail."),
        "legal": "",
        "address": "",
    }
    return Rendered(subject, as_text(blocks, tenant, foot), as_html(subject, blocks, tenant, foot))


def _figures(day: Day) -> list[tuple[str, str]]:
    return [
        (_("Orders"), str(day.orders)),
        (_("Sold"), money(day.revenue)),
        (_("On average"), money(day.average)),
        (_("Not paid yet"), money(day.unpaid)),
        (_("Cancelled or not accepted"), str(day.lost)),
    ]


def _best(day: Day) -> list[Block]:
    if not day.best:
        return [Block("text", lines=((Span(_("Nothing was sold.")),),))]
    rows: Any = tuple((Span(f"{units}× ", is_bold=True), Span(name)) for name, units in day.best)
    title = (Span(_("What sold best"), is_bold=True),)
    return [Block("text", lines=(title,)), Block("list", lines=rows)]
