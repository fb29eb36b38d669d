"""What arrived. Only what the PSP itself tells when asked is written, and only what fits counts.

Amount, key and txid are compared with the charge. What does not fit, comes late or comes twice is
held for review; nothing here ever makes it count.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import structlog
from django.utils import timezone

from flowt import due, http
from flowt.live import notify
from payments.entries import add_entry, note_received, standing
from payments.gateways import gateway_class
from payments.models import LedgerEntry, Payment, PixCharge, PixReceipt
from payments.psp import refunds
from payments.psp.api import Json, PixApi, api_of_tenant, read_amount, read_time

log = structlog.get_logger()
EVENT = "payments.pix_event"
TRIES = 4  # what a webhook tells, and the PSP does not yet, is asked for this often
LONGEST_E2EID, LONGEST_TXID = 32, 35
Problem = PixReceipt.Problem


class NotThereYet(Exception):
    """The PSP does not know yet what its own webhook told; the queue asks again."""


@dataclass(frozen=True)
class Seen:
    """One Pix as the PSP tells it, with its charge as the PSP tells that (None: it has none)."""

    pix: Json
    cob: Json | None
    is_conflicting: bool = False

    @property
    def sort_key(self) -> tuple[datetime, str]:
        at = read_time(self.pix.get("horario")) or datetime.max.replace(tzinfo=UTC)
        return at, str(self.pix.get("endToEndId"))


def look_at_event(e2eid: str, lease: due.Lease) -> None:
    """A webhook named this Pix: ask the PSP for it, and for all that its charge received."""
    api = api_of_tenant()
    if api is None:
        return
    is_last = lease.attempt >= TRIES
    try:
        pix = api.pix(e2eid)
    except http.Refused as refused:
        if refused.status != 404 or is_last:
            log.warning("pix_not_confirmed", e2eid=e2eid, status=refused.status)
            return
        raise NotThereYet(e2eid) from None
    seen = _all_of(api, str(pix.get("txid") or ""))
    listed = {one.pix.get("endToEndId") for one in seen}
    if pix.get("endToEndId") not in listed:
        cob = _cob(api, str(pix.get("txid") or ""))
        conflict = cob is not None and cob.get("status") == "ATIVA"
        if conflict and not is_last:
            raise NotThereYet(e2eid)
        seen.append(Seen(pix, cob, conflict))
    _record_all(seen, lease)


def look_at(txid: str, lease: due.Lease) -> None:
    """Ask the PSP for a charge, and write down what it received. A repeat changes nothing."""
    api = api_of_tenant()
    if api is not None:
        _record_all(_all_of(api, txid), lease)


def _record_all(seen: list[Seen], lease: due.Lease) -> None:
    with lease.guard():
        for one in sorted(seen, key=lambda one: one.sort_key):
            write_down(one)


def _all_of(api: PixApi, txid: str) -> list[Seen]:
    """Every Pix of the charge, and of the other charges of its payment."""
    txids = {txid} if txid else set()
    if known := PixCharge.objects.filter(txid=txid).first():
        others = PixCharge.objects.filter(payment=known.payment_id).exclude(status="waiting")
        txids |= set(others.values_list("txid", flat=True))
    cobs = [cob for cob in (_cob(api, one) for one in sorted(txids)) if cob is not None]
    return [
        Seen({"txid": cob.get("txid"), **pix}, cob) for cob in cobs for pix in cob.get("pix") or []
    ]


def _cob(api: PixApi, txid: str) -> Json | None:
    if not txid.isalnum() or not txid.isascii() or len(txid) > LONGEST_TXID:
        return None
    try:
        return api.charge(txid)
    except http.Refused:
        return None


def write_down(seen: Seen) -> PixReceipt | None:
    """Write a Pix down, in the caller's transaction, and count it if it fits.

    A repeat only brings its refunds up to date. None: it cannot be read.
    """
    pix = seen.pix
    e2eid, amount = str(pix.get("endToEndId") or ""), read_amount(pix.get("valor"))
    if not e2eid.isalnum() or len(e2eid) > LONGEST_E2EID or amount <= 0:
        log.warning("pix_unreadable", e2eid=e2eid[:40])
        return None
    txid = str(pix.get("txid") or "")[:LONGEST_TXID]
    charge = PixCharge.objects.filter(txid=txid).first() if txid else None
    payment = None
    if charge is not None:
        payment = Payment.objects.select_for_update().get(pk=charge.payment_id)
    receipt, is_new = PixReceipt.objects.get_or_create(
        e2eid=e2eid,
        defaults={
            "charge": charge,
            "txid": txid,
            "amount": amount,
            "paid_at": read_time(pix.get("horario")) or timezone.now(),
            "problem": _problem_of(seen, charge, payment, amount),
        },
    )
    if is_new:
        _enter(receipt, payment)
    refunds.note_told(receipt, pix.get("devolucoes") or [])
    return receipt


def _problem_of(
    seen: Seen, charge: PixCharge | None, payment: Payment | None, amount: Decimal
) -> str:
    if charge is None or payment is None:
        return Problem.UNKNOWN
    if seen.is_conflicting or seen.cob is None:
        return Problem.CONFLICT
    keys = {seen.cob.get("chave"), seen.pix.get("chave") or charge.chave}
    if keys != {charge.chave}:
        return Problem.PAYEE
    stands = standing(payment)
    if stands.received > 0:
        return Problem.DUPLICATE
    if stands.status == Payment.Status.CANCELLED:
        return Problem.LATE
    return Problem.AMOUNT if amount != charge.amount else ""


def _enter(receipt: PixReceipt, payment: Payment | None) -> None:
    """The first entry of the ledger about this Pix: it counts, or it is held."""
    if receipt.problem or payment is None:
        add_entry(payment, LedgerEntry.Kind.HELD, receipt.amount, actor=None, event=receipt.e2eid)
        notify("payments")
        notify("orders")
        return
    count(receipt, payment, receipt.amount, event=receipt.e2eid)


def count(receipt: PixReceipt, payment: Payment, amount: Decimal, *, event: str) -> None:
    """Let a receipt count for a locked payment, and take its other codes back."""
    receipt.counted_for = payment
    receipt.save(update_fields=["counted_for"])
    note_received(payment, amount, actor=None, event=event)
    gateway_class(payment.gateway).paid(payment, receipt)
