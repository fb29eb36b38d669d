"""Looking whether a charge was paid, in case no webhook comes; and taking it back."""

from datetime import timedelta

import structlog
from django.utils import timezone

from flowt import due, http
from payments.models import HostedCharge, Payment
from payments.providers import receipts
from payments.providers.access import provider_of
from payments.providers.base import BOLETO, Provider

log = structlog.get_logger()
CANCEL, POLL = "payments.hosted_cancel", "payments.hosted_poll"
Status = HostedCharge.Status
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 20.0, 300.0
SLOWEST_LOOK_SECONDS = 6 * 3600.0  # of a boleto, which takes days
WATCH_AFTER_EXPIRY = timedelta(minutes=20)


def take_back(payment: Payment, *, paid: HostedCharge | None = None) -> None:
    """Have the charges of a payment that is not waited for any more taken back.

    The one that was paid is closed there already.
    """
    others = payment.hosted.exclude(pk=paid.pk) if paid else payment.hosted.all()
    for charge in others.filter(status=Status.ACTIVE):
        due.schedule(CANCEL, str(charge.pk))


def cancel(ref: str, lease: due.Lease) -> None:
    """Take a charge back, so that nobody pays it. One that was paid meanwhile is looked at."""
    charge = HostedCharge.objects.filter(pk=int(ref), status=Status.ACTIVE).first()
    provider = provider_of(charge.provider) if charge else None
    if charge is None or provider is None:
        return
    try:
        provider.cancel(charge)
    except http.Refused as refused:
        log.info("hosted_charge_kept", code=charge.code, error=str(refused))
    with lease.guard():
        HostedCharge.objects.filter(pk=charge.pk).update(status=Status.REMOVED)
        due.schedule(POLL, f"{charge.pk}:last")


def poll(ref: str, lease: due.Lease) -> None:
    """Look whether a charge was paid, in case no webhook comes. Then later, until it is over."""
    pk, _, count = ref.partition(":")
    charge = HostedCharge.objects.select_related("payment").filter(pk=int(pk)).first()
    if charge is None:
        return
    is_last = count == "last"
    if not is_last and charge.payment.status == Payment.Status.PENDING:
        with lease.guard():
            look_later(charge, int(count) + 1)
    elif not is_last:
        return
    try:
        receipts.look_at(charge, lease)
    except http.Unavailable as failure:
        if is_last:
            raise  # the queue tries again
        log.info("hosted_poll_failed", code=charge.code, error=str(failure))


def look_later(charge: HostedCharge, count: int) -> None:
    """When to look again; past its end and the days in which money still comes, never."""
    longest = SLOWEST_LOOK_SECONDS if charge.method == BOLETO else LONGEST_LOOK_SECONDS
    at = timezone.now() + timedelta(seconds=min(FIRST_LOOK_SECONDS * 1.25**count, longest))
    if charge.expires_at is None:
        return
    over = charge.expires_at + (Provider.grace.get(charge.method) or WATCH_AFTER_EXPIRY)
    if at <= over:
        due.schedule(POLL, f"{charge.pk}:{count}", run_at=at)
    elif charge.status == Status.ACTIVE:
        due.schedule(CANCEL, str(charge.pk), run_at=over)  # at a provider that would let it live
