"""When errors of a kind rise beyond their usual band, and telling it once.

The band of a kind is drawn from the 14 days before: the median of its daily counts, plus five times
the usual deviation from it. A day that passes it, with at least ten errors, is told.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import median

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from flowt.operation.models import Fault, FaultAlert, FaultDay

log = structlog.get_logger()
DAYS = 14
WIDTH = 5
LEAST = 10
_NORMAL = 1.4826  # the median deviation of a normal spread, made its standard deviation


@dataclass(frozen=True)
class Band:
    """What is usual for one kind: `limit` is the most a day may have without being told."""

    usual: float
    limit: int


def band(counts: Sequence[int]) -> Band:
    """Return the band of a kind from its daily counts; days without one count as 0.

    The deviation is never taken as less than the root of the median: counts scatter that much by
    themselves, also where the last days happened to be alike.
    """
    days = list(counts) + [0] * (DAYS - len(counts))
    usual = float(median(days))
    deviation = max(_NORMAL * median(abs(one - usual) for one in days), sqrt(usual))
    return Band(usual, max(LEAST - 1, ceil(usual + WIDTH * deviation)))


def bands(fault_ids: Sequence[int], day: date) -> dict[int, Band]:
    """Return the band of each kind on `day`, in one query."""
    before: dict[int, list[int]] = defaultdict(list)
    rows = (
        FaultDay.objects.filter(
            fault__in=fault_ids, day__lt=day, day__gte=day - timedelta(days=DAYS)
        )
        .values_list("fault_id", "day")
        .annotate(total=Sum("count"))
    )
    for fault_id, _day, total in rows:
        before[fault_id].append(total)
    return {fault_id: band(before[fault_id]) for fault_id in fault_ids}


def look(day: date | None = None) -> list[FaultAlert]:
    """Note the kinds that rose beyond their band on `day`; return those noted now.

    A repeat, also at the same time, notes each kind of a day once.
    """
    day = day or timezone.now().date()
    today = FaultDay.objects.filter(day=day).values_list("fault_id").annotate(total=Sum("count"))
    counts = {fault_id: total for fault_id, total in today if total >= LEAST}
    usual = bands(list(counts), day)
    found = []
    for fault_id, count in counts.items():
        if count <= usual[fault_id].limit:
            continue
        alert, is_new = FaultAlert.objects.get_or_create(
            fault_id=fault_id, day=day, defaults={"count": count, "limit": usual[fault_id].limit}
        )
        if is_new:
            found.append(alert)
            log.warning(
                "errors_rising",
                kind=alert.fault.kind,
                place=alert.fault.place,
                count=count,
                limit=alert.limit,
            )
    return found


def tell() -> int:
    """Mail today's alerts that nobody was told of to the global administrators. Returns how many.

    An alert is marked before it is sent, so two workers never send it twice; where the mail server
    refuses, the mark is taken back and the next turn tries again.
    """
    sent = 0
    waiting = FaultAlert.objects.filter(day=timezone.now().date(), mailed_at=None)
    for alert in waiting.select_related("fault")[:20]:
        mine = FaultAlert.objects.filter(pk=alert.pk, mailed_at=None)
        if not mine.update(mailed_at=timezone.now()):
            continue
        try:
            sent += _mail(alert)
        except OSError as error:  # also SMTP's own
            FaultAlert.objects.filter(pk=alert.pk).update(mailed_at=None)
            log.warning("alert_not_mailed", error=type(error).__name__)
            break
    return sent


def _mail(alert: FaultAlert) -> int:
    people = get_user_model().objects.filter(is_active=True, is_global_admin=True)
    addresses = list(people.values_list("email", flat=True))
    if not addresses:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Errors are rising: %(kind)s") % {"kind": alert.fault.kind}
        scheme = "https" if settings.FLOWT_HTTPS else "http"
        port = settings.FLOWT_PUBLIC_PORT
        place = settings.FLOWT_MAIN_HOSTS[0] + ("" if port in (80, 443) else f":{port}")
        context = {"alert": alert, "fault": alert.fault, "url": f"{scheme}://{place}"}
        text = render_to_string("flowt/operation/mail/errors_rising.txt", context)
    for address in addresses:  # one each: nobody reads another's address
        send_mail(subject, text, None, [address])
    return len(addresses)


def open_alerts() -> list[FaultAlert]:
    """Return today's alerts, the heaviest first: what the banner shows."""
    today = FaultAlert.objects.filter(day=timezone.now().date())
    return list(today.select_related("fault").order_by("-count")[:5])


def newest(fault: Fault) -> FaultAlert | None:
    return fault.alerts.order_by("-day").first()
