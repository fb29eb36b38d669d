"""Charges at a provider: asked for in the order's transaction, made by a worker after it."""

from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from flowt import due, http
from flowt.tenancy import current_tenant
from payments.brcode import BadBrCode, parse
from payments.models import HostedCharge, Payment
from payments.providers import watching, webhook
from payments.providers.access import provider_of, settings_of
from payments.providers.base import BOLETO, PIX, Json, Made, Provider, Unfit, Wanted
from payments.providers.codes import code_of, is_own_page, told
from payments.psp import words
from payments.purposes import purpose_of

log = structlog.get_logger()
START, CREATE = "payments.hosted_start", "payments.hosted_create"
Status = HostedCharge.Status
PATIENCE = timedelta(minutes=10)  # for a charge that is queued
GIVE_UP_AFTER = timedelta(hours=2)
DEFAULT_MINUTES, DEFAULT_DAYS = 60, 3


def start(key: str) -> None:
    """A payment was asked for: note its first charge. A repeat changes nothing."""
    payment = Payment.objects.select_for_update().filter(key=key).first()
    if payment is None or payment.status != Payment.Status.PENDING:
        return
    if not payment.hosted.exists():
        ask_for_charge(payment)


def ask_for_charge(payment: Payment) -> HostedCharge:
    """Note, in the caller's transaction, that the payment needs a charge; a worker makes it."""
    provider, _, method = payment.gateway.partition(":")
    last = HostedCharge.objects.filter(payment=payment).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    charge = HostedCharge.objects.create(
        payment=payment,
        provider=provider,
        method=method,
        number=number,
        code=code_of(payment, number),
        amount=payment.amount,
    )
    due.schedule(CREATE, f"{charge.pk}:0")
    return charge


@transaction.atomic
def renew(payment: Payment, *, now: datetime | None = None) -> HostedCharge | None:
    """Ask for another charge where the last one expired or failed; the old ones stay known.

    A repeat while the new one is made, or can be paid, changes nothing. None: not to be paid.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.status != Payment.Status.PENDING:
        return None
    last = payment.hosted.order_by("-number").first()
    if last is not None and not _is_over(last, now or timezone.now()):
        return last
    method = payment.gateway.partition(":")[2]
    watching.take_back(payment)
    payment.instructions = {"state": words.CREATING, "method": method}
    payment.expires_at = None
    payment.save(update_fields=["instructions", "expires_at"])
    charge = ask_for_charge(payment)
    purpose_of(payment.reference).look_again()
    return charge


def _is_over(charge: HostedCharge, now: datetime) -> bool:
    if charge.status == Status.ACTIVE:
        ended = (HostedCharge.Outcome.EXPIRED, HostedCharge.Outcome.CANCELLED)
        is_late = charge.expires_at is not None and charge.expires_at <= now
        return is_late or charge.outcome in ended
    return charge.status in (Status.FAILED, Status.REMOVED)


def create(ref: str, lease: due.Lease) -> None:
    """Make the charge at the provider, with the same code on every try: it is made once."""
    pk, tries = (int(part) for part in ref.split(":"))
    rows = HostedCharge.objects.select_related("payment")
    charge = rows.filter(pk=pk, tries=tries, status=Status.WAITING).first()
    if charge is None:
        return
    if charge.payment.status != Payment.Status.PENDING and not tries:
        with lease.guard():
            rows.filter(pk=pk).update(status=Status.REMOVED)
        return
    try:
        made = _make(provider_of(charge.provider), charge)
    except (http.HttpFailure, Unfit) as failure:
        with lease.guard():
            _note_failure(charge, failure)
        return
    with lease.guard():
        _activate(charge, made)


def _make(provider: Provider | None, charge: HostedCharge) -> Made:
    if provider is None:
        raise http.Refused("the gateway is not set up any more", status=0)
    made = provider.create(_wanted(charge, provider.settings))
    if not made.remote_id or len(made.remote_id) > 100:
        raise Unfit("the gateway answered without an id")
    if charge.method == PIX and made.brcode:
        _check_code(made.brcode, charge.amount)
    if not (made.brcode or made.line) and not is_own_page(made.url):
        raise Unfit("the gateway answered with no page to pay on")
    return made


def _check_code(brcode: str, amount: Decimal) -> None:
    """A code that can be paid; a static amount in it must be the one asked for."""
    try:
        told = parse(brcode).amount
    except BadBrCode:
        raise Unfit("the gateway answered with a code that cannot be paid") from None
    if told is not None and told != amount:
        raise Unfit("the gateway answered with a code for another amount")


def _wanted(charge: HostedCharge, settings: Json) -> Wanted:
    purpose = purpose_of(charge.payment.reference)
    return Wanted(
        code=charge.code,
        method=charge.method,
        amount=charge.amount,
        currency=charge.payment.currency,
        words=purpose.label()[:100],
        since=charge.created_at,
        until=until(charge, settings),
        payer=purpose.payer(),
        return_url=purpose.page_url(),
        webhook_url=webhook.address(charge.provider, settings),
    )


def until(charge: HostedCharge, settings: Json) -> datetime:
    """How long it can be paid. Counted from when it was asked for: the same on every try."""
    if charge.method == BOLETO:
        days = int(settings.get("boleto_days") or DEFAULT_DAYS)
        return charge.created_at + timedelta(days=days)
    minutes = int(settings.get("expiry_minutes") or DEFAULT_MINUTES)
    return charge.created_at + timedelta(minutes=minutes)


def _activate(charge: HostedCharge, made: Made) -> None:
    """The charge stands: show it, unless it is no longer wanted."""
    payment = Payment.objects.select_for_update().get(pk=charge.payment_id)
    charge = HostedCharge.objects.select_for_update().get(pk=charge.pk)
    if charge.status != Status.WAITING:
        return
    charge.status, charge.trouble = Status.ACTIVE, ""
    charge.remote_id, charge.url = made.remote_id, made.url
    charge.raw_status = made.raw[:60]
    charge.expires_at = made.expires_at or until(charge, settings_of(charge.provider))
    charge.save()
    if payment.status != Payment.Status.PENDING:
        due.schedule(watching.CANCEL, str(charge.pk))
        return
    payment.expires_at = charge.expires_at
    payment.instructions = {
        "state": words.READY,
        "method": charge.method,
        "receiver": current_tenant().name,
        **({"brcode": made.brcode} if made.brcode else {}),
        **({"line": made.line} if made.line else {}),
        **({"url": made.url} if is_own_page(made.url) else {}),
    }
    payment.save(update_fields=["expires_at", "instructions"])
    watching.look_later(charge, 0)
    purpose_of(payment.reference).look_again()


def _note_failure(charge: HostedCharge, failure: Exception) -> None:
    """Try again later, and say so; or give up where another try would be refused too."""
    log.warning("hosted_charge_failed", code=charge.code, tries=charge.tries, error=str(failure))
    payment = Payment.objects.select_for_update().get(pk=charge.payment_id)
    is_final = isinstance(failure, Unfit) or words.is_final(failure)
    if timezone.now() > charge.created_at + GIVE_UP_AFTER:
        is_final = True
    charge.tries, charge.trouble = charge.tries + 1, told(failure)
    charge.status = Status.FAILED if is_final else Status.WAITING
    charge.save(update_fields=["tries", "trouble", "status"])
    if not is_final:
        wait = timedelta(seconds=words.wait_seconds(failure, charge.tries))
        due.schedule(CREATE, f"{charge.pk}:{charge.tries}", run_at=timezone.now() + wait)
    if payment.status == Payment.Status.PENDING:
        state = words.FAILED if is_final else words.TROUBLE
        payment.instructions = {"state": state, "method": charge.method}
        payment.save(update_fields=["instructions"])
        purpose_of(payment.reference).look_again()


def lost(patience: timedelta = PATIENCE, at_most: int | None = 500) -> list[tuple[str, str]]:
    """What should have been tried by now: (kind, ref), to be queued where it is not."""
    rows = HostedCharge.objects.filter(
        status=Status.WAITING, created_at__lt=timezone.now() - patience
    )
    return [(CREATE, f"{one.pk}:{one.tries}") for one in rows[:at_most]]
