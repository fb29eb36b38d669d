from dataclasses import dataclass
from decimal import Decimal

from flowt.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PaymentApproved(DomainEvent):
    """All of what was asked for was received. Published once a payment."""

    name = "payment.approved"

    payment_id: int
    reference: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PaymentPartReceived(DomainEvent):
    """Somebody accepted less than was asked for; the rest is still waited for."""

    name = "payment.part_received"

    payment_id: int
    reference: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(DomainEvent):
    """Some or all of what was received went back. Published once a refund."""

    name = "payment.refunded"

    payment_id: int
    reference: str
    amount: Decimal  # of this refund


@dataclass(frozen=True, kw_only=True)
class PaymentDisputed(DomainEvent):
    """The payer disputes a payment at their bank; `is_won`: the business was right."""

    name = "payment.disputed"

    payment_id: int
    reference: str
    amount: Decimal
    is_won: bool
