"""Money on its way back: one id of the PSP's a refund, the same on every try."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.utils import timezone

from flowt import due, http
from flowt.live import notify
from payments.entries import add_entry, standing
from payments.models import LedgerEntry, Payment, PixReceipt, PixRefund
from payments.operations import refund_payment
from payments.psp import words
from payments.psp.api import Json, PixApi, api_of_tenant, read_amount
from payments.purposes import purpose_of

log = structlog.get_logger()
SEND, CHECK = "payments.pix_refund", "payments.pix_refund_check"
Status = PixRefund.Status
ELSEWHERE = "bank"  # the key of a refund that did not come from here
PATIENCE = timedelta(minutes=10)  # for a refund that is queued
GIVE_UP_AFTER = timedelta(days=3)
LONGEST_LOOK_SECONDS = 1800.0


def send_back(payment: Payment, *, key: str, amount: Decimal, actor: Any = None) -> Decimal:
    """Have a worker send back `amount` of what a locked payment received by the PSP.

    Returns what that covers: money that came another way has to go back another way. A repeat
    with the same key sends nothing more.
    """
    left = amount
    for receipt in PixReceipt.objects.filter(counted_for=payment).order_by("pk"):
        part = min(left, remaining(receipt))
        known = receipt.refunds.filter(key=key).exists()
        if known or part <= 0:
            continue
        request_refund(receipt, key=key, amount=part, is_counted=True, actor=actor)
        left -= part
    return amount - left


def remaining(receipt: PixReceipt) -> Decimal:
    """What of a Pix has not gone back, and is not about to."""
    gone = (one.amount for one in receipt.refunds.all() if one.status != Status.FAILED)
    return receipt.amount - sum(gone, Decimal(0))


def request_refund(
    receipt: PixReceipt, *, key: str, amount: Decimal, is_counted: bool, actor: Any = None
) -> PixRefund:
    """Note a refund in the caller's transaction; a worker sends it. The same key: the same one."""
    refund, is_new = PixRefund.objects.get_or_create(
        receipt=receipt,
        code=code_of(receipt, key),
        defaults={
            "key": key,
            "amount": amount,
            "is_counted": is_counted,
            "actor_id": getattr(actor, "pk", None),
        },
    )
    if is_new:
        due.schedule(SEND, f"{refund.pk}:0")
    return refund


def code_of(receipt: PixReceipt, key: str) -> str:
    return hashlib.sha256(f"{receipt.e2eid}\n{key}".encode()).hexdigest()[:32]


class Sender:
    """Sends refunds through the tenant's PSP. A gateway with pages of its own has its own one."""

    def send(self, refund: PixRefund) -> Json:
        """Raises HttpFailure; Refused where the PSP is not set up any more."""
        return self._api().refund(refund.receipt.e2eid, refund.code, refund.amount)

    def ask(self, refund: PixRefund) -> Json:
        return self._api().refund_state(refund.receipt.e2eid, refund.code)

    def _api(self) -> PixApi:
        api = api_of_tenant()
        if api is None:
            raise http.Refused("the PSP is not set up any more", status=0)
        return api


senders: dict[str, Sender] = {}  # by the provider of a receipt; the PSP's where none is named


def sender_of(receipt: PixReceipt) -> Sender:
    return senders.get(receipt.provider) or Sender()


def send(ref: str, lease: due.Lease) -> None:
    """Ask the PSP to send a refund. The same id on every try: it is sent once."""
    pk, tries = (int(part) for part in ref.split(":"))
    rows = PixRefund.objects.select_related("receipt")
    refund = rows.filter(pk=pk, tries=tries, status=Status.REQUESTED).first()
    if refund is None:
        return
    try:
        told = sender_of(refund.receipt).send(refund)
    except http.HttpFailure as failure:
        with lease.guard():
            _note_failure(refund, failure)
        return
    with lease.guard():
        bring_to(refund, told)
        _look_later(refund, 0)


def check(ref: str, lease: due.Lease) -> None:
    """Ask how a refund on its way stands, until it is final."""
    pk, count = (int(part) for part in ref.split(":"))
    refund = PixRefund.objects.select_related("receipt").filter(pk=pk, status=Status.SENT).first()
    if refund is None:
        return
    try:
        told = sender_of(refund.receipt).ask(refund)
    except http.HttpFailure as failure:
        log.info("pix_refund_unknown", code=refund.code, error=str(failure))
        told = {}
    with lease.guard():
        bring_to(refund, told)
        _look_later(refund, count + 1)


def _look_later(refund: PixRefund, count: int) -> None:
    refund.refresh_from_db(fields=["status"])
    if refund.status == Status.SENT and timezone.now() < refund.created_at + GIVE_UP_AFTER:
        wait = timedelta(seconds=min(5.0 * 1.6**count, LONGEST_LOOK_SECONDS))
        due.schedule(CHECK, f"{refund.pk}:{count}", run_at=timezone.now() + wait)


def _note_failure(refund: PixRefund, failure: http.HttpFailure) -> None:
    log.warning("pix_refund_failed", code=refund.code, tries=refund.tries, error=str(failure))
    is_final = words.is_final(failure) or timezone.now() > refund.created_at + GIVE_UP_AFTER
    refund.tries, refund.trouble = refund.tries + 1, words.told(failure)
    refund.status = Status.FAILED if is_final else Status.REQUESTED
    refund.save(update_fields=["tries", "trouble", "status"])
    if not is_final:
        wait = timedelta(seconds=words.wait_seconds(failure, refund.tries))
        due.schedule(SEND, f"{refund.pk}:{refund.tries}", run_at=timezone.now() + wait)
    _tell(refund)


def note_told(receipt: PixReceipt, told: Any) -> None:
    """Bring a receipt's refunds to what the PSP tells of them, its own ones included."""
    for one in told if isinstance(told, list) else []:
        code = str(one.get("id") or "")[:35]
        refund = receipt.refunds.filter(code=code).first()
        if refund is None and code and one.get("status") == "DEVOLVIDO":
            refund = found_elsewhere(receipt, code, read_amount(one.get("valor")))
        if refund is not None:
            bring_to(refund, one)


def found_elsewhere(receipt: PixReceipt, code: str, amount: Decimal) -> PixRefund | None:
    """A refund made in the bank's own app, or by the bank itself: for a person to see."""
    if amount <= 0:
        return None
    payment = receipt.counted_for
    is_counted = payment is not None and amount <= standing(payment).kept
    if not receipt.problem:
        receipt.problem = PixReceipt.Problem.TAKEN_BACK
        receipt.save(update_fields=["problem"])
    return PixRefund.objects.create(
        receipt=receipt, code=code, key=ELSEWHERE, amount=amount, is_counted=is_counted
    )


def bring_to(refund: PixRefund, told: Json) -> None:
    """Note what the PSP says of a refund. What is final stays so; a repeat changes nothing."""
    receipt = refund.receipt
    payment = receipt.counted_for if refund.is_counted else None
    if payment is not None:
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
    refund = PixRefund.objects.select_for_update().get(pk=refund.pk)
    if refund.status in (Status.DONE, Status.FAILED):
        return
    refund.status = {
        "EM_PROCESSAMENTO": Status.SENT,
        "DEVOLVIDO": Status.DONE,
        "NAO_REALIZADO": Status.FAILED,
    }.get(str(told.get("status")), refund.status)
    if refund.status == Status.FAILED:
        refund.trouble = str(told.get("motivo") or "")[:200]
    if refund.status == Status.DONE:
        refund.settled_at = timezone.now()
        _enter(refund, payment)
    refund.remote_id = str(told.get("remote_id") or refund.remote_id)[:100]
    refund.save(update_fields=["status", "trouble", "settled_at", "remote_id"])
    _tell(refund)


def _enter(refund: PixRefund, payment: Payment | None) -> None:
    """The ledger's entry of money that did go back."""
    if payment is not None:
        refund_payment(payment, key=refund.code, amount=refund.amount, actor=None)
        return
    charge = refund.receipt.asked
    of = charge.payment if charge is not None else None
    add_entry(of, LedgerEntry.Kind.RETURNED, refund.amount, actor=None, event=refund.code)


def enter_by_hand(refund: PixRefund, actor: Any) -> None:
    """The ledger's entry of a refund that the PSP would not send, and a person sent."""
    payment = refund.receipt.counted_for if refund.is_counted else None
    if payment is not None:
        refund_payment(payment, key=refund.code, amount=refund.amount, actor=actor)
        return
    charge = refund.receipt.asked
    of = charge.payment if charge is not None else None
    event = f"{refund.code}:by-hand"
    add_entry(of, LedgerEntry.Kind.RETURNED, refund.amount, actor=actor, event=event)


def _tell(refund: PixRefund) -> None:
    notify("payments")
    payment = refund.receipt.counted_for
    if payment is not None:
        purpose_of(payment.reference).look_again()


def lost(patience: timedelta = PATIENCE, at_most: int | None = 500) -> list[tuple[str, str]]:
    """Refunds that should have been tried by now: (kind, ref), to be queued where they are not."""
    rows = PixRefund.objects.filter(status__in=[Status.REQUESTED, Status.SENT])
    old = rows.filter(created_at__lt=timezone.now() - patience)
    return [
        (SEND, f"{one.pk}:{one.tries}")
        if one.status == Status.REQUESTED
        else (CHECK, f"{one.pk}:0")
        for one in old[:at_most]
    ]
