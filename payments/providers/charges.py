"""Charges at a provider: asked for in the order's transaction, made by a worker after it."""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import structlog
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from flowt import due, http
from flowt.tenancy import current_schema, current_tenant
from payments.brcode import BadBrCode, parse
from payments.models import HostedCharge, Payment
from payments.providers import webhook
from payments.providers.access import provider_of, settings_of
from payments.providers.base import BOLETO, PIX, Json, Made, Provider, Unfit, Wanted
from payments.psp import words
from payments.purposes import purpose_of

log = structlog.get_logger()
START, CREATE = "payments.hosted_start", "payments.hosted_create"
CANCEL, POLL = "payments.hosted_cancel", "payments.hosted_poll"
Status = HostedCharge.Status
GIVE_UP_AFTER = timedelta(hours=2)
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 20.0, 300.0
SLOWEST_LOOK_SECONDS = 6 * 3600.0  # of a boleto, which takes days
DEFAULT_MINUTES, DEFAULT_DAYS = 60, 3
WATCH_AFTER_EXPIRY = timedelta(minutes=20)


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


def mark() -> str:
    """What our references begin with, so that other sales of the same account are left alone."""
    return "fl" + hashlib.sha256(current_schema().encode()).hexdigest()[:8]


def code_of(payment: Payment, number: int) -> str:
    """34 letters and digits, the same for every try; another in a copy of the tenant."""
    made = payment.created_at.isoformat()
    parts = [current_schema(), str(payment.pk), payment.key, made, str(number)]
    return mark() + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


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
    take_back(payment)
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


def is_own_page(url: str) -> bool:
    """An address to which a payer may be sent: by https, or of the demo's simulator."""
    simulator = django_settings.FLOWT_GATEWAY_SIMULATOR
    if simulator and url.startswith(f"{simulator}/"):
        return True
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


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
        due.schedule(CANCEL, str(charge.pk))
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
    _look_later(charge, 0)
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


def told(failure: Exception) -> str:
    """What the provider said, for the owner: its own sentence where it gave one."""
    problem = failure.problem if isinstance(failure, http.Refused) else {}
    error, errors = problem.get("error"), problem.get("errors")
    said = error.get("message") if isinstance(error, dict) else None
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        said = said or errors[0].get("description")
    said = said or problem.get("message")
    status = getattr(failure, "status", 0)
    return f"{status}: {said}"[:200] if said else words.told(failure)


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
    from payments.providers import receipts

    pk, _, count = ref.partition(":")
    charge = HostedCharge.objects.select_related("payment").filter(pk=int(pk)).first()
    if charge is None:
        return
    is_last = count == "last"
    if not is_last and charge.payment.status == Payment.Status.PENDING:
        with lease.guard():
            _look_later(charge, int(count) + 1)
    elif not is_last:
        return
    try:
        receipts.look_at(charge, lease)
    except http.Unavailable as failure:
        if is_last:
            raise  # the queue tries again
        log.info("hosted_poll_failed", code=charge.code, error=str(failure))


def _look_later(charge: HostedCharge, count: int) -> None:
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


def lost() -> list[tuple[str, str]]:
    """What should have been tried by now: (kind, ref), to be queued where it is not."""
    before = timezone.now() - timedelta(minutes=10)
    rows = HostedCharge.objects.filter(status=Status.WAITING, created_at__lt=before)
    return [(CREATE, f"{one.pk}:{one.tries}") for one in rows[:500]]
