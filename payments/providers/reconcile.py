"""A gateway's own list beside the ledger, day by day: what either has and the other lacks."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from flowt import due, http
from flowt.due.models import DueJob
from flowt.live import notify
from flowt.tenancy import current_tenant
from payments.comparisons import Row, keep, midnight
from payments.models import Comparison, HostedCharge, LedgerEntry, PixReceipt
from payments.providers import charges, codes, webhook
from payments.providers.access import own_kinds, provider_of
from payments.providers.base import Provider, Told

log = structlog.get_logger()
COMPARE = "payments.hosted_compare"
NIGHTS = 2  # days back that each night looks at
FRESH = timedelta(hours=3)
SETTLING = timedelta(minutes=2)  # what is this young may still be on its way to us
Kind, Outcome = LedgerEntry.Kind, HostedCharge.Outcome
SIGNS: dict[str, int] = {
    Kind.APPROVED: 1,
    Kind.HELD: 1,
    Kind.REFUNDED: -1,
    Kind.RETURNED: -1,
    Kind.CHARGEBACK: -1,
    Kind.WON_BACK: 1,
}


def schedule_nights() -> None:
    """Have the last days compared, each of them once a night."""
    today = timezone.localdate()
    for kind in own_kinds():
        for back in range(1, NIGHTS + 1):
            day = today - timedelta(days=back)
            known = Comparison.objects.filter(provider=kind, day=day)
            if not known.filter(made_at__gte=timezone.now() - FRESH).exists():
                due.schedule(COMPARE, f"{kind}|{day.isoformat()}")


def schedule_now() -> None:
    """Have today and the last days compared, because somebody asks."""
    today = timezone.localdate()
    for kind in own_kinds():
        for back in range(NIGHTS + 1):
            due.schedule(COMPARE, f"{kind}|{(today - timedelta(days=back)).isoformat()}")


def is_comparing() -> bool:
    """Is a comparison queued, or at work?"""
    jobs = DueJob.objects.filter(tenant_id=current_tenant().pk, kind=COMPARE)
    return jobs.filter(run_at__lte=timezone.now()).exists()


def compare(ref: str, lease: due.Lease) -> None:
    """Compare one day of one gateway. A repeat finds less, or the same."""
    kind, _, text = ref.partition("|")
    day, provider = date.fromisoformat(text), provider_of(kind)
    if provider is None:
        return
    since, until = midnight(day), midnight(day + timedelta(days=1))
    until = min(until, timezone.now() - SETTLING)
    try:
        theirs = _theirs(provider, since, until)
    except http.HttpFailure as failure:
        with lease.guard():
            keep(kind, day, [], listed=0, trouble=codes.told(failure))
            notify("payments")
        if isinstance(failure, http.Refused):
            return
        raise
    with lease.guard():
        rows = compare_with(kind, theirs, since, until)
        found = keep(kind, day, rows, listed=len(theirs))
        for row in found:
            if row.theirs is not None:
                due.schedule(webhook.EVENT, f"{kind}|{row.remote_id}")
        notify("payments")
    log.info("payments_compared", provider=kind, listed=len(theirs), differences=len(found))


def _theirs(provider: Provider, since: datetime, until: datetime) -> dict[str, Told | None]:
    """What the gateway tells of our payments of that time. None: it does not know it.

    A boleto was made days before it was paid: what its list lacks is asked for by itself.
    """
    own = codes.mark()
    found: dict[str, Told | None] = {
        told.remote_id: told
        for told in provider.payments_between(since, until)
        if told.code.startswith(own) and told.is_received
    }
    for one in _ours(provider.kind, since, until).exclude(e2eid__in=list(found)):
        try:
            found[one.e2eid] = provider.fetch(one.e2eid)
        except http.Refused as refused:
            if refused.status != 404:
                raise
            found[one.e2eid] = None
    return found


def _ours(kind: str, since: datetime, until: datetime) -> QuerySet[PixReceipt]:
    return PixReceipt.objects.filter(provider=kind, paid_at__gte=since, paid_at__lt=until)


def compare_with(
    kind: str, theirs: dict[str, Told | None], since: datetime, until: datetime
) -> list[Row]:
    """Hold each payment beside what the ledger's own entries say of it."""
    wanted = Q(paid_at__gte=since, paid_at__lt=until) | Q(e2eid__in=list(theirs))
    receipts = {one.e2eid: one for one in PixReceipt.objects.filter(wanted, provider=kind)}
    rows = []
    for pk in sorted(theirs.keys() | receipts.keys()):
        told, receipt = theirs.get(pk), receipts.get(pk)
        net, state = _told(told) if told else (None, "")
        ours, our_state = _of_ledger(receipt) if receipt else (None, "")
        rows.append(Row(pk, net, ours, state, our_state))
    return rows


def _told(told: Told) -> tuple[Decimal, str]:
    if not told.is_received:
        return Decimal(0), told.outcome
    back = sum((one.amount for one in told.refunds if one.state == "done"), Decimal(0))
    disputed = sum((one.amount for one in told.disputes if not one.is_won), Decimal(0))
    return told.amount - back - disputed, _state(told.amount, back, disputed)


def _of_ledger(receipt: PixReceipt) -> tuple[Decimal, str]:
    codes = list(receipt.refunds.values_list("code", flat=True))
    own = Q(provider_event=receipt.e2eid) | Q(provider_event__in=codes)
    disputes = Q(provider_event__startswith=f"{receipt.e2eid}:", kind__in=DISPUTES)
    sums = dict.fromkeys(SIGNS, Decimal(0))
    for kind, amount in LedgerEntry.objects.filter(own | disputes).values_list("kind", "amount"):
        if kind in sums:
            sums[kind] += amount
    net = sum((SIGNS[kind] * amount for kind, amount in sums.items()), Decimal(0))
    back = sums[Kind.REFUNDED] + sums[Kind.RETURNED]
    disputed = sums[Kind.CHARGEBACK] - sums[Kind.WON_BACK]
    return net, _state(receipt.amount, back, disputed)


DISPUTES = (Kind.CHARGEBACK, Kind.WON_BACK)


def _state(amount: Decimal, back: Decimal, disputed: Decimal) -> str:
    if disputed > 0:
        return Outcome.CHARGEBACK.value
    if not back:
        return Outcome.APPROVED.value
    return Outcome.REFUNDED.value if back >= amount else Outcome.PART_REFUNDED.value


def requeue_lost() -> int:
    """Queue again what the tenant's own rows say should have been done by now."""
    return sum(due.schedule_missing(kind, [ref]) for kind, ref in charges.lost())
