"""What a provider told when it was asked: written down once, counted if it fits.

Whatever the order of webhooks, the same end at the provider is the same ledger here: an entry is
made for what stands there now, under the provider's own ids, and never taken back.
"""

import hashlib
from decimal import Decimal

import structlog
from django.utils import timezone

from flowt import due, http
from flowt.events import publish
from flowt.live import notify
from payments.entries import add_entry, standing
from payments.events import PaymentDisputed
from payments.models import HostedCharge, LedgerEntry, Payment, PixReceipt, PixRefund
from payments.providers import codes
from payments.providers.access import provider_of
from payments.providers.base import Dispute, Provider, Returned, Told
from payments.psp import refunds, words
from payments.psp.receipts import count
from payments.purposes import purpose_of

log = structlog.get_logger()
TRIES = 4  # what a webhook tells, and the provider does not yet, is asked for this often
LONGEST_ID = 32
Problem, Outcome, Kind = PixReceipt.Problem, HostedCharge.Outcome, LedgerEntry.Kind
RANKS = {
    Outcome.PENDING: 0,
    Outcome.REFUSED: 1,
    Outcome.EXPIRED: 2,
    Outcome.CANCELLED: 2,
}
API_WORDS = {"sent": "EM_PROCESSAMENTO", "done": "DEVOLVIDO", "failed": "NAO_REALIZADO"}


class NotThereYet(Exception):
    """The provider does not know yet what its own webhook told; the queue asks again."""


def look_at_event(ref: str, lease: due.Lease) -> None:
    """A webhook pointed here: ask the provider, and write down what it says."""
    kind, _, pointer = ref.partition("|")
    provider = provider_of(kind)
    if provider is None:
        return
    try:
        told = provider.fetch(pointer)
    except http.Refused as refused:
        if refused.status != 404 or lease.attempt >= TRIES:
            log.warning("payment_not_confirmed", pointer=pointer, status=refused.status)
            return
        raise NotThereYet(pointer) from None
    if told is not None:
        with lease.guard():
            write_down(kind, told)


def look_at(charge: HostedCharge, lease: due.Lease) -> None:
    """Ask for a charge, and write down every payment of it. A repeat changes nothing."""
    provider = provider_of(charge.provider)
    if provider is None or not charge.remote_id:
        return
    try:
        found = provider.find(charge)
    except http.Refused as refused:
        log.warning("hosted_charge_unknown", code=charge.code, status=refused.status)
        return
    with lease.guard():
        for told in sorted(found, key=lambda one: (one.at or timezone.now(), one.remote_id)):
            write_down(charge.provider, told)


def write_down(provider: str, told: Told) -> PixReceipt | None:
    """Write down what was told, in the caller's transaction. A repeat only brings it up to date.

    None: no money came, or it is somebody else's sale in the same account.
    """
    if not told.code.startswith(codes.mark()):
        return None
    charge = HostedCharge.objects.filter(code=told.code, provider=provider).first()
    payment = None
    if charge is not None:
        payment = Payment.objects.select_for_update().get(pk=charge.payment_id)
        charge = HostedCharge.objects.select_for_update().get(pk=charge.pk)
    if not told.is_received:
        _note_state(charge, payment, told)
        return None
    if not told.remote_id or len(told.remote_id) > LONGEST_ID:
        log.warning("payment_unreadable", id=told.remote_id[:40])
        return None
    receipt, is_new = PixReceipt.objects.get_or_create(
        e2eid=told.remote_id,
        defaults={
            "provider": provider,
            "hosted": charge,
            "txid": told.code,
            "amount": told.amount,
            "paid_at": told.at or timezone.now(),
            "problem": _problem_of(told, charge, payment),
        },
    )
    if is_new:
        _enter(receipt, payment)
    for one in told.refunds:
        _note_refund(receipt, one)
    for dispute in told.disputes:
        _note_dispute(receipt, dispute)
    if charge is not None:
        _note_outcome(charge, receipt, told)
    return receipt


def _problem_of(told: Told, charge: HostedCharge | None, payment: Payment | None) -> str:
    if charge is None or payment is None:
        return Problem.UNKNOWN
    if not told.is_ours:
        return Problem.PAYEE
    stands = standing(payment)
    if stands.received > 0:
        return Problem.DUPLICATE
    if stands.status == Payment.Status.CANCELLED:
        return Problem.LATE
    fits = (told.amount, told.currency.upper()) == (charge.amount, payment.currency)
    return "" if fits else Problem.AMOUNT


def _enter(receipt: PixReceipt, payment: Payment | None) -> None:
    """The first entry of the ledger about this money: it counts, or it is held."""
    if receipt.problem or payment is None:
        add_entry(payment, Kind.HELD, receipt.amount, actor=None, event=receipt.e2eid)
        notify("payments")
        notify("orders")
        return
    count(receipt, payment, receipt.amount, event=receipt.e2eid)


def _note_refund(receipt: PixReceipt, told: Returned) -> None:
    """Bring one refund to what the provider says; one made there is for a person to see."""
    own = receipt.refunds.all()
    refund = own.filter(code=told.code).first() if told.code else None
    refund = refund or own.filter(remote_id=told.remote_id).first()
    if refund is None and not told.code:  # asked for from here, and its answer was lost
        waiting = own.filter(status=PixRefund.Status.REQUESTED, remote_id="", amount=told.amount)
        refund = waiting.order_by("pk").first()
    if refund is None and told.state == "done":
        code = hashlib.sha256(told.remote_id.encode()).hexdigest()[:32]
        refund = refunds.found_elsewhere(receipt, code, told.amount)
    if refund is not None:
        refunds.bring_to(refund, in_api_words(told))


class HostedSender(refunds.Sender):
    """Sends a refund through the gateway that took the money."""

    def send(self, refund: PixRefund) -> dict[str, str]:
        receipt = refund.receipt
        told = _provider_of(receipt).give_back(receipt.e2eid, refund.code, refund.amount)
        return in_api_words(told)

    def ask(self, refund: PixRefund) -> dict[str, str]:
        receipt = refund.receipt
        wanted = refund.remote_id or refund.code
        told = _provider_of(receipt).returned(receipt.e2eid, wanted)
        return in_api_words(told) if told else {}


def _provider_of(receipt: PixReceipt) -> Provider:
    provider = provider_of(receipt.provider)
    if provider is None:
        raise http.Refused("the gateway is not set up any more", status=0)
    return provider


def in_api_words(told: Returned) -> dict[str, str]:
    """A refund in the words of the API Pix, which `refunds` reads."""
    return {"status": API_WORDS[told.state], "motivo": told.reason, "remote_id": told.remote_id}


def _note_dispute(receipt: PixReceipt, told: Dispute) -> None:
    """Note a chargeback, and that it was won, each once."""
    payment = receipt.counted_for
    if payment is None:
        return
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    event = f"{receipt.e2eid}:{told.remote_id}"[:100]
    for kind, applies in ((Kind.CHARGEBACK, True), (Kind.WON_BACK, told.is_won)):
        entries = payment.ledger.filter(kind=kind, provider_event=event)
        if not applies or entries.exists():
            continue
        add_entry(payment, kind, told.amount, actor=None, event=event)
        payment.save(update_fields=["status"])
        receipt.problem, receipt.decision = Problem.CHARGEBACK, ""
        receipt.save(update_fields=["problem", "decision"])
        is_won = kind == Kind.WON_BACK
        publish(
            PaymentDisputed(
                payment_id=payment.pk,
                reference=payment.reference,
                amount=told.amount,
                is_won=is_won,
            ),
            actor=None,
        )
        notify("payments")
        purpose_of(payment.reference).look_again()


def _note_outcome(charge: HostedCharge, receipt: PixReceipt, told: Told) -> None:
    """What became of a charge that was paid. Read from what we noted, so nothing goes back."""
    done = receipt.refunds.filter(status=PixRefund.Status.DONE).values_list("amount", flat=True)
    back = sum(done, Decimal(0))
    payment = receipt.counted_for
    outcome = Outcome.APPROVED
    if back:
        outcome = Outcome.REFUNDED if back >= receipt.amount else Outcome.PART_REFUNDED
    if payment is not None and standing(payment).disputed > 0:
        outcome = Outcome.CHARGEBACK
    charge.outcome, charge.raw_status = outcome, told.raw[:60]
    charge.save(update_fields=["outcome", "raw_status"])


def _note_state(charge: HostedCharge | None, payment: Payment | None, told: Told) -> None:
    """Nothing came: how the charge stands. What is told late never takes a later state back."""
    if charge is None or payment is None or charge.outcome not in RANKS:
        return
    rank = RANKS.get(Outcome(told.outcome), 0)
    if rank < RANKS[Outcome(charge.outcome)] and not _is_retried(charge, told):
        return
    changed = (charge.outcome, charge.raw_status) != (told.outcome, told.raw[:60])
    charge.outcome, charge.raw_status = told.outcome, told.raw[:60]
    charge.save(update_fields=["outcome", "raw_status"])
    if payment.status == Payment.Status.PENDING and _show(payment, charge, told) | changed:
        purpose_of(payment.reference).look_again()


def _is_retried(charge: HostedCharge, told: Told) -> bool:
    """A refused card may be tried again on the same page."""
    return charge.outcome == Outcome.REFUSED and told.outcome == Outcome.PENDING


def _show(payment: Payment, charge: HostedCharge, told: Told) -> bool:
    """Have the payer's page say that it was refused or is over, or show the boleto drawn there."""
    last = payment.hosted.order_by("-number").values_list("pk", flat=True).first()
    if last != charge.pk or payment.instructions.get("state") != words.READY:
        return False
    shown = {**payment.instructions, "outcome": told.outcome}
    if told.line:
        shown |= {"line": told.line}
        shown |= {"url": told.url} if codes.is_own_page(told.url) else {}
    if shown == payment.instructions:
        return False
    payment.instructions = shown
    payment.save(update_fields=["instructions"])
    return True
