"""Charges at the PSP: asked for in the order's transaction, created by a worker after it."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from flowt import due, http
from flowt.tenancy import current_schema, current_tenant
from payments.brcode import BadBrCode, build_dynamic, parse
from payments.models import Payment, PixCharge
from payments.psp import words
from payments.psp.api import Json, PixApi, api_of_tenant, read_amount, read_time
from payments.purposes import purpose_of

log = structlog.get_logger()
START, CREATE = "payments.pix_start", "payments.pix_create"
REMOVE, POLL = "payments.pix_remove", "payments.pix_poll"
Status = PixCharge.Status
PATIENCE = timedelta(minutes=10)  # for a charge that is queued
GIVE_UP_AFTER = timedelta(hours=2)
WATCH_AFTER_EXPIRY = timedelta(minutes=20)
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 20.0, 300.0
DEFAULT_MINUTES = 30


class Unfit(Exception):
    """The PSP answered with a charge that is not the one asked for."""


def start(key: str) -> None:
    """A payment was asked for: note its first charge. A repeat changes nothing."""
    payment = Payment.objects.select_for_update().filter(key=key).first()
    api = api_of_tenant()
    if payment is None or api is None or payment.status != Payment.Status.PENDING:
        return
    if not payment.charges.exists():
        ask_for_charge(payment, api.settings)


def ask_for_charge(payment: Payment, settings: Json) -> PixCharge:
    """Note, in the caller's transaction, that the payment needs a code; a worker gets it."""
    last = PixCharge.objects.filter(payment=payment).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    charge = PixCharge.objects.create(
        payment=payment,
        number=number,
        txid=txid_of(payment, number),
        chave=settings["key"],
        amount=payment.amount,
    )
    due.schedule(CREATE, f"{charge.pk}:0")
    return charge


def txid_of(payment: Payment, number: int) -> str:
    """32 letters and digits, the same for every try; another in a copy of the tenant."""
    made = payment.created_at.isoformat()
    parts = [current_schema(), str(payment.pk), payment.key, made, str(number)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@transaction.atomic
def renew_code(
    payment: Payment, settings: Json, *, now: datetime | None = None
) -> PixCharge | None:
    """Ask for another code where the last one expired or failed; the old ones stay known.

    A repeat while the new one is made, or can be paid, changes nothing. None: not to be paid.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.status != Payment.Status.PENDING:
        return None
    last = payment.charges.order_by("-number").first()
    if last is not None and not _is_over(last, now or timezone.now()):
        return last
    payment.instructions, payment.expires_at = {"state": words.CREATING}, None
    payment.save(update_fields=["instructions", "expires_at"])
    charge = ask_for_charge(payment, settings)
    purpose_of(payment.reference).look_again()
    return charge


def _is_over(charge: PixCharge, now: datetime) -> bool:
    if charge.status == Status.ACTIVE:
        return charge.expires_at is not None and charge.expires_at <= now
    return charge.status in (Status.FAILED, Status.REMOVED)


def create_charge(ref: str, lease: due.Lease) -> None:
    """Create the charge at the PSP. The same txid on every try, so it is created once."""
    pk, tries = (int(part) for part in ref.split(":"))
    rows = PixCharge.objects.select_related("payment")
    charge = rows.filter(pk=pk, tries=tries, status=Status.WAITING).first()
    if charge is None:
        return
    if charge.payment.status != Payment.Status.PENDING:
        with lease.guard():
            rows.filter(pk=pk).update(status=Status.REMOVED)
        return
    try:
        made = _put(api_of_tenant(), charge)
    except (http.HttpFailure, Unfit) as failure:
        with lease.guard():
            _note_failure(charge, failure)
        return
    with lease.guard():
        _activate(charge, made)


def _put(api: PixApi | None, charge: PixCharge) -> Json:
    """Create it, or take the one that an earlier try created. Raises HttpFailure, Unfit."""
    if api is None:
        raise http.Refused("the PSP is not set up any more", status=0)
    seconds = int(api.settings.get("expiry_minutes") or DEFAULT_MINUTES) * 60
    text = purpose_of(charge.payment.reference).label()
    try:
        made = api.create_charge(charge.txid, amount=charge.amount, seconds=seconds, words=text)
    except http.Refused as refused:
        if refused.status not in (400, 409, 422):
            raise
        try:
            made = api.charge(charge.txid)
        except http.Refused:
            raise refused from None
    _check(made, charge)
    return made


def _check(made: Json, charge: PixCharge) -> None:
    valor = made.get("valor")
    amount = read_amount(valor.get("original") if isinstance(valor, dict) else None)
    told = (made.get("txid"), made.get("chave"), amount, made.get("status"))
    if told != (charge.txid, charge.chave, charge.amount, "ATIVA"):
        raise Unfit("the bank answered with another charge")
    _code_in(made)


def _code_in(made: Json) -> str:
    """The code to be paid; written by us where an older PSP gives only its address."""
    code = made.get("pixCopiaECola")
    try:
        if not code:
            tenant = current_tenant()
            code = build_dynamic(
                url=str(made.get("location", "")), name=tenant.name, city=tenant.city
            )
        parse(str(code))
    except BadBrCode:
        raise Unfit("the bank answered with a code that cannot be paid") from None
    return str(code)


def _activate(charge: PixCharge, made: Json) -> None:
    """The code stands: show it, unless it is no longer wanted."""
    payment = Payment.objects.select_for_update().get(pk=charge.payment_id)
    times: Json = made.get("calendario") or {}
    began = read_time(times.get("criacao")) or timezone.now()
    charge.status, charge.trouble = Status.ACTIVE, ""
    charge.expires_at = began + timedelta(seconds=int(times.get("expiracao") or 3600))
    charge.save(update_fields=["status", "trouble", "expires_at"])
    if payment.status != Payment.Status.PENDING:
        due.schedule(REMOVE, str(charge.pk))
        return
    payment.txid, payment.expires_at = charge.txid, charge.expires_at
    payment.instructions = {
        "state": words.READY,
        "brcode": _code_in(made),
        "receiver": current_tenant().name,
    }
    payment.save(update_fields=["txid", "expires_at", "instructions"])
    _look_later(charge, 0)
    purpose_of(payment.reference).look_again()


def _note_failure(charge: PixCharge, failure: Exception) -> None:
    """Try again later, and say so; or give up where another try would be refused too."""
    log.warning("pix_charge_failed", txid=charge.txid, tries=charge.tries, error=str(failure))
    payment = Payment.objects.select_for_update().get(pk=charge.payment_id)
    is_final = isinstance(failure, Unfit) or words.is_final(failure)
    if timezone.now() > charge.created_at + GIVE_UP_AFTER:
        is_final = True
    charge.tries, charge.trouble = charge.tries + 1, words.told(failure)
    charge.status = Status.FAILED if is_final else Status.WAITING
    charge.save(update_fields=["tries", "trouble", "status"])
    if not is_final:
        wait = timedelta(seconds=words.wait_seconds(failure, charge.tries))
        due.schedule(CREATE, f"{charge.pk}:{charge.tries}", run_at=timezone.now() + wait)
    if payment.status == Payment.Status.PENDING:
        payment.instructions = {"state": words.FAILED if is_final else words.TROUBLE}
        payment.save(update_fields=["instructions"])
        purpose_of(payment.reference).look_again()


def take_back_charges(payment: Payment, *, paid: PixCharge | None = None) -> None:
    """Have the codes of a payment that is not waited for any more removed at the PSP.

    The one that was paid is closed there already.
    """
    others = payment.charges.exclude(pk=paid.pk) if paid else payment.charges.all()
    for charge in others.filter(status=Status.ACTIVE):
        due.schedule(REMOVE, str(charge.pk))


def remove_charge(ref: str, lease: due.Lease) -> None:
    """Remove a code, so that nobody pays it. One that was paid meanwhile is looked at instead."""
    charge = PixCharge.objects.filter(pk=int(ref), status=Status.ACTIVE).first()
    api = api_of_tenant()
    if charge is None or api is None:
        return
    if charge.expires_at is None or charge.expires_at > timezone.now():
        try:
            api.remove_charge(charge.txid)
        except http.Refused as refused:
            log.info("pix_charge_kept", txid=charge.txid, error=str(refused))
    with lease.guard():
        charge.status = Status.REMOVED
        charge.save(update_fields=["status"])
        due.schedule(POLL, f"{charge.pk}:last")


def poll_charge(ref: str, lease: due.Lease) -> None:
    """Look whether a code was paid, in case no webhook comes. Then later, until it is over."""
    from payments.psp import receipts

    pk, _, count = ref.partition(":")
    charge = PixCharge.objects.select_related("payment").filter(pk=int(pk)).first()
    if charge is None:
        return
    is_last = count == "last"
    if not is_last and charge.payment.status == Payment.Status.PENDING:
        with lease.guard():
            _look_later(charge, int(count) + 1)
    elif not is_last:
        return
    try:
        receipts.look_at(charge.txid, lease)
    except http.Unavailable as failure:
        if is_last:
            raise  # the queue tries again
        log.info("pix_poll_failed", txid=charge.txid, error=str(failure))


def _look_later(charge: PixCharge, count: int) -> None:
    seconds = min(FIRST_LOOK_SECONDS * 1.25**count, LONGEST_LOOK_SECONDS)
    at = timezone.now() + timedelta(seconds=seconds)
    if charge.expires_at is not None and at > charge.expires_at + WATCH_AFTER_EXPIRY:
        return  # the nightly comparison sees whatever comes later
    due.schedule(POLL, f"{charge.pk}:{count}", run_at=at)


def lost(patience: timedelta = PATIENCE, at_most: int | None = 500) -> list[tuple[str, str]]:
    """What should have been tried by now: (kind, ref), to be queued where it is not."""
    rows: Any = PixCharge.objects.filter(
        status=Status.WAITING, created_at__lt=timezone.now() - patience
    )
    return [(CREATE, f"{one.pk}:{one.tries}") for one in rows[:at_most]]
