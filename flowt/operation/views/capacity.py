"""What the businesses amount to, and how full the machine is."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from flowt.htmx import HtmxRequest, render_page
from flowt.metrics import shared
from flowt.operation import capacity as room
from flowt.operation import charts, selectors
from flowt.operation import tenants_volume as volume
from flowt.operation.models import Sample
from flowt.permissions import require_permission
from flowt.redis import RedisError

DAYS = 30


@require_safe
@require_permission("console.operation")
def volumes(request: HtmxRequest) -> HttpResponse:
    """Every business by orders, events, waiting work and room, sorted as one likes."""
    query = request.GET.get("q", "")[:80].replace("\0", "")
    sort = request.GET.get("sort", "month")
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    rows, total = volume.find_volumes(q=query, sort=sort, page=max(number, 1))
    page = Paginator(range(total), volume.PER_PAGE).get_page(number)
    context = {
        "rows": rows,
        "page": page,
        "q": query,
        "sort": sort if sort.removeprefix("-") in volume.COLUMNS else "month",
        "totals": volume.totals(),
        "count": total,
    }
    page_name, part = "flowt/operation/volumes.html", "flowt/operation/_volumes.html"
    return render_page(request, page_name, part, context)


@require_safe
@require_permission("console.operation")
def capacity(request: HtmxRequest) -> HttpResponse:
    """The machine now, the last thirty days, who takes the most room, and who is at work."""
    since = timezone.now() - timedelta(days=DAYS)
    samples = list(Sample.objects.filter(at__gt=since).order_by("at"))
    trade = selectors.trade_by_day(DAYS)
    labels = [day for day, _, _ in trade]
    context = {
        "now": room.present(),
        "full_on": room.full_on(),
        "tables": room.largest_tables(),
        "tenants": volume.largest(),
        "processes": _processes(),
        "days": DAYS,
        "disk": _line(samples, "disk_free_bytes"),
        "database": _line(samples, "database_bytes"),
        "redis": _line(samples, "redis_bytes"),
        "orders": charts.bars([orders for _, orders, _ in trade], labels),
        "events": charts.bars([events for _, _, events in trade], labels),
    }
    return render(request, "flowt/operation/capacity.html", context)


def _line(samples: list[Sample], name: str) -> charts.Line | None:
    known = [(one.at, getattr(one, name)) for one in samples if getattr(one, name) is not None]
    return charts.line([value for _, value in known], [at for at, _ in known])


def _processes() -> list[dict[str, object]] | None:
    """Who is at work; None where Redis does not answer."""
    try:
        alive = shared.processes()
    except RedisError:
        return None
    for state in alive:
        state["age"] = timedelta(seconds=int(timezone.now().timestamp() - state["since"]))
    return alive
