"""The ledger beside the provider's own list: what either has and the other lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import structlog
from django.utils import timezone

from flowt import due
from flowt.live import notify
from payments.comparisons import Row, keep
from payments.models import LedgerEntry, PixReceipt
from payments.psp import charges, receipts, refunds, webhook
from payments.psp.api import KIND, Json, api_of_tenant, read_amount

log = structlog.get_logger()
NIGHTLY = "payments.pix_reconcile"
LOOK_BACK = timedelta(days=2)
SETTLING = timedelta(minutes=10)  # what is this young may still be on its way to us
Kind = LedgerEntry.Kind
SIGNS: dict[str, int] = {Kind.APPROVED: 1, Kind.HELD: 1, Kind.REFUNDED: -1, Kind.RETURNED: -1}


@dataclass(frozen=True)
class Difference:
    """One Pix of which the provider and the ledger tell different amounts, net of refunds."""

    e2eid: str
    theirs: Decimal
    ours: Decimal


def reconcile_night(ref: str, lease: due.Lease) -> None:
    """Compare the two days before `ref` (an ISO date). A repeat finds less, or the same."""
    api = api_of_tenant()
    if api is None:
        return
    until = min(_midnight(date.fromisoformat(ref)), timezone.now() - SETTLING)
    since = until - LOOK_BACK
    listed = list(api.pix_between(since, until))
    with lease.guard():
        found = put_right(listed, since, until, api.key)
        rows = [_row(one, listed) for one in found]
        keep(KIND, date.fromisoformat(ref) - timedelta(days=1), rows, listed=len(listed))
    log.info("pix_reconciled", listed=len(listed), differences=len(found))


def put_right(listed: list[Json], since: datetime, until: datetime, key: str) -> list[Difference]:
    """Have what is missing here looked at, and put what is missing there on the review list.

    Returns what differed. The list may hold Pix of other keys of the account: not ours to judge.
    """
    found = differences(listed, since, until, key)
    theirs = {str(one.get("endToEndId")): one for one in listed}
    for one in found:
        if one.e2eid in theirs:
            due.schedule(receipts.EVENT, one.e2eid)
            continue
        gone = PixReceipt.objects.select_for_update().filter(e2eid=one.e2eid)
        gone.exclude(problem=PixReceipt.Problem.MISSING).update(
            problem=PixReceipt.Problem.MISSING, decision="", decided_at=None, decided_by=""
        )
    if found:
        notify("payments")
    return found


def differences(
    listed: Iterable[Json], since: datetime, until: datetime, key: str
) -> list[Difference]:
    """Compare the provider's list of that time with the ledger, Pix by Pix, net of refunds."""
    theirs = {
        str(one.get("endToEndId")): _net_of(one)
        for one in listed
        if one.get("txid") and (one.get("chave") or key) == key
    }
    ours = _net_by_pix(since, until, theirs)
    every = sorted(theirs.keys() | ours.keys())
    nothing = Decimal(0)
    pairs = [(e2e, theirs.get(e2e, nothing), ours.get(e2e, nothing)) for e2e in every]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _net_of(pix: Json) -> Decimal:
    back = [
        read_amount(one.get("valor"))
        for one in pix.get("devolucoes") or []
        if one.get("status") == "DEVOLVIDO"
    ]
    return read_amount(pix.get("valor")) - sum(back, Decimal(0))


def _net_by_pix(since: datetime, until: datetime, named: Iterable[str]) -> dict[str, Decimal]:
    """What the ledger's own entries say of each Pix of that time, or named."""
    own = PixReceipt.objects.filter(provider=KIND)
    within = own.filter(paid_at__gte=since, paid_at__lte=until)
    rows = (within | own.filter(e2eid__in=list(named))).prefetch_related("refunds")
    events = {one.e2eid: one.e2eid for one in rows}
    events |= {refund.code: one.e2eid for one in rows for refund in one.refunds.all()}
    net: dict[str, Decimal] = {one.e2eid: Decimal(0) for one in rows}
    entries = LedgerEntry.objects.filter(provider_event__in=list(events))
    for kind, amount, event in entries.values_list("kind", "amount", "provider_event"):
        net[events[event]] += SIGNS.get(kind, 0) * amount
    return net


def _row(found: Difference, listed: list[Json]) -> Row:
    """A difference as the report keeps it."""
    is_listed = any(one.get("endToEndId") == found.e2eid for one in listed)
    is_known = PixReceipt.objects.filter(provider=KIND, e2eid=found.e2eid).exists()
    theirs = found.theirs if is_listed else None
    return Row(found.e2eid, theirs, found.ours if is_known else None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def requeue_lost() -> int:
    """Queue again what the tenant's own rows say should have been done by now."""
    missing = 0
    for kind, ref in (*charges.lost(), *refunds.lost(), *webhook.lost()):
        missing += due.schedule_missing(kind, [ref])
    return missing
