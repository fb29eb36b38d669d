"""Payments that a person decides about: accept, or send back. Neither ever happens by itself."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from flowt.audit.trail import record
from flowt.live import notify
from payments.entries import standing
from payments.errors import AlreadyDecided, NothingLeft, NotRetryable
from payments.models import LedgerEntry, Payment, PixReceipt, PixRefund
from payments.psp import receipts, refunds
from payments.purposes import Purpose, Repeated, purpose_of, purposes_of

Problem, Decision = PixReceipt.Problem, PixReceipt.Decision
ONLY_SEEN = frozenset(
    {Problem.MISSING, Problem.TAKEN_BACK, Problem.CHARGEBACK}
)  # what can only be noted
MOST_SHOWN = 200
COUNTABLE = frozenset({Problem.LATE, Problem.AMOUNT, Problem.PAYEE, Problem.CONFLICT})


@dataclass(frozen=True, slots=True)
class Case:
    """One payment to decide about, as the page shows it."""

    receipt: PixReceipt
    what: str
    url: str
    asked: Decimal | None
    left: Decimal

    @property
    def is_only_seen(self) -> bool:
        return self.receipt.problem in ONLY_SEEN or self.left <= 0


def open_count() -> int:
    """How many wait for a person: payments to review, and refunds that did not leave."""
    failed = PixRefund.objects.filter(status=PixRefund.Status.FAILED, is_settled_by_hand=False)
    return PixReceipt.objects.to_review().count() + failed.count()


def cases() -> list[Case]:
    """Return what waits, the oldest first, up to `MOST_SHOWN`."""
    return _cases(PixReceipt.objects.to_review().order_by("created_at")[:MOST_SHOWN])


def decided() -> list[Case]:
    return _cases(PixReceipt.objects.exclude(decision="").order_by("-decided_at")[:30])


def _cases(rows: QuerySet[PixReceipt]) -> list[Case]:
    """Two queries, and one for each purpose."""
    asked = rows.select_related("charge__payment", "hosted__payment")
    receipts = list(asked.prefetch_related("refunds"))
    known = purposes_of({one.asked.payment.reference for one in receipts if one.asked})
    return [_case(one, known) for one in receipts]


def _case(receipt: PixReceipt, known: dict[str, Purpose]) -> Case:
    payment = receipt.asked.payment if receipt.asked else None
    purpose = known[payment.reference] if payment else None
    return Case(
        receipt=receipt,
        what=purpose.label() if purpose else "",
        url=purpose.url() if purpose else "",
        asked=payment.amount if payment else None,
        left=refunds.remaining(receipt),
    )


def failed_refunds() -> list[PixRefund]:
    """Refunds that the PSP would not send, and nobody has seen to."""
    rows = PixRefund.objects.filter(status=PixRefund.Status.FAILED, is_settled_by_hand=False)
    return list(rows.select_related("receipt__charge__payment").order_by("created_at")[:MOST_SHOWN])


@transaction.atomic
def accept(receipt: PixReceipt, *, actor: Any) -> PixReceipt:
    """Let a held payment count after all: take up again what was called off, or make it once more.

    What is more than was asked for goes back by itself. Raises AlreadyDecided, and what the
    purpose refuses with (stock that is gone); then nothing changed.
    """
    purpose = _purpose_of(receipt)
    if purpose is not None:
        purpose.hold()
    receipt, payment = _locked(receipt)
    if receipt.problem in ONLY_SEEN or purpose is None or payment is None:
        return _decide(receipt, Decision.ACCEPTED, actor)
    if standing(payment).received > 0:
        payment = _for_repeat(purpose.repeat(actor=actor), receipt)
    else:
        purpose.reopen(actor=actor)
    if payment is not None:
        left = refunds.remaining(receipt)
        if left <= 0:
            raise NothingLeft
        counted = min(left, payment.amount)
        receipts.count(receipt, payment, counted, event=f"{receipt.e2eid}:accepted")
        if left > counted:
            key = f"{receipt.e2eid}-excess"
            refunds.request_refund(
                receipt, key=key, amount=left - counted, is_counted=False, actor=actor
            )
        purpose_of(payment.reference).look_again()
    return _decide(receipt, Decision.ACCEPTED, actor)


def _for_repeat(made: Repeated | None, receipt: PixReceipt) -> Payment | None:
    """The payment of what was made once more, asked for only in name: its money is here."""
    if made is None:
        return None
    payment = Payment.objects.create(
        key=f"pix-{receipt.e2eid}",
        reference=made.reference,
        gateway=_gateway_of(receipt),
        amount=made.amount,
        currency=made.currency,
    )
    LedgerEntry.objects.create(payment=payment, kind=LedgerEntry.Kind.REQUESTED, amount=made.amount)
    return payment


def _gateway_of(receipt: PixReceipt) -> str:
    return receipt.asked.payment.gateway if receipt.asked else receipt.provider


@transaction.atomic
def send_back(receipt: PixReceipt, *, actor: Any) -> PixReceipt:
    """Send all that is left of a held payment back to whoever paid. Raises AlreadyDecided and
    NothingLeft.
    """
    receipt, _payment = _locked(receipt)
    left = refunds.remaining(receipt)
    if receipt.problem in ONLY_SEEN or left <= 0:
        raise NothingLeft
    key = f"{receipt.e2eid}-review"
    refunds.request_refund(receipt, key=key, amount=left, is_counted=False, actor=actor)
    return _decide(receipt, Decision.REFUNDED, actor)


@transaction.atomic
def retry_refund(refund: PixRefund, *, actor: Any) -> PixRefund:
    """Ask again for a refund that failed, by another id. Raises NotRetryable."""
    refund = PixRefund.objects.select_for_update().select_related("receipt").get(pk=refund.pk)
    if refund.status != PixRefund.Status.FAILED or refund.is_settled_by_hand:
        raise NotRetryable
    amount = min(refund.amount, refunds.remaining(refund.receipt))
    if amount <= 0:
        raise NothingLeft
    again = refunds.request_refund(
        refund.receipt,
        key=f"{refund.key[:80]}#{refund.pk}",
        amount=amount,
        is_counted=refund.is_counted,
        actor=actor,
    )
    _settle(refund, "payments.refund_retry", actor)
    return again


@transaction.atomic
def settle_by_hand(refund: PixRefund, *, actor: Any) -> PixRefund:
    """Note that somebody sent a failed refund another way. Raises NotRetryable."""
    refund = PixRefund.objects.select_related("receipt__counted_for").get(pk=refund.pk)
    if refund.status != PixRefund.Status.FAILED or refund.is_settled_by_hand:
        raise NotRetryable
    refunds.enter_by_hand(refund, actor)
    _settle(refund, "payments.refund_by_hand", actor)
    return refund


def _settle(refund: PixRefund, action: str, actor: Any) -> None:
    refund.is_settled_by_hand = True
    refund.save(update_fields=["is_settled_by_hand"])
    record(action, refund, actor=actor, after={"amount": refund.amount})
    notify("payments")
    notify("orders")


def _purpose_of(receipt: PixReceipt) -> Purpose | None:
    charge = receipt.asked
    return purpose_of(charge.payment.reference) if charge is not None else None


def _locked(receipt: PixReceipt) -> tuple[PixReceipt, Payment | None]:
    """Lock payment and receipt, in that order. Raises AlreadyDecided."""
    payment = None
    if receipt.asked is not None:
        payment = Payment.objects.select_for_update().get(pk=receipt.asked.payment_id)
    receipt = PixReceipt.objects.select_for_update().get(pk=receipt.pk)
    if receipt.decision or not receipt.problem:
        raise AlreadyDecided
    return receipt, payment


def _decide(receipt: PixReceipt, decision: str, actor: Any) -> PixReceipt:
    receipt.decision, receipt.decided_at = decision, timezone.now()
    receipt.decided_by = str(getattr(actor, "email", "") or "")[:254]
    receipt.save(update_fields=["decision", "decided_at", "decided_by"])
    action = "accept" if decision == Decision.ACCEPTED else "return"
    told = {"problem": receipt.problem, "amount": receipt.amount}
    record(f"payments.{action}", receipt, actor=actor, after=told)
    notify("payments")
    notify("orders")
    return receipt
