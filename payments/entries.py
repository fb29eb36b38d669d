"""Entries of the ledger: the only way in which a payment's status changes."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from flowt.events import publish
from flowt.live import notify
from payments.events import PaymentApproved, PaymentPartReceived
from payments.ledger import Standing, add_up
from payments.models import LedgerEntry, Payment


def standing(payment: Payment) -> Standing:
    """Return what a payment's ledger adds up to now."""
    entries = LedgerEntry.objects.filter(payment=payment).values_list("kind", "amount")
    return add_up(payment.amount, entries)


def add_entry(
    payment: Payment | None,
    kind: str,
    amount: Decimal,
    *,
    actor: Any,
    event: str = "",
    text: str = "",
) -> None:
    """Add an entry, and bring a locked payment's status (unsaved) to what its ledger adds up to.

    Without a payment it is money that belongs to none we know.
    """
    LedgerEntry.objects.create(
        payment=payment,
        kind=kind,
        amount=amount,
        provider_event=event,
        actor_id=getattr(actor, "pk", None),
        note=text,
    )
    if payment is not None:
        payment.status = standing(payment).status


def note_received(
    payment: Payment, amount: Decimal, *, actor: Any, event: str = "", text: str = ""
) -> None:
    """Let an amount count for a payment that the caller has locked, and tell."""
    add_entry(payment, LedgerEntry.Kind.APPROVED, amount, actor=actor, event=event, text=text)
    payment.settled_at = timezone.now()
    payment.save(update_fields=["status", "settled_at"])
    is_whole = payment.status == Payment.Status.APPROVED
    told = PaymentApproved if is_whole else PaymentPartReceived
    publish(told(payment_id=payment.pk, reference=payment.reference, amount=amount), actor=actor)
    notify("payments")
