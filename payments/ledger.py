"""What a payment's ledger adds up to. Plain values: no database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from payments.models import LedgerEntry, Payment

Kind, Status = LedgerEntry.Kind, Payment.Status


@dataclass(frozen=True, slots=True)
class Standing:
    """`received` and `refunded` in the payment's currency. `refund_due` was asked for, not done.

    `disputed` is what a payer claims back at their bank, or got.
    """

    status: str
    received: Decimal
    refunded: Decimal
    refund_due: Decimal
    disputed: Decimal = Decimal(0)

    @property
    def kept(self) -> Decimal:
        return self.received - self.refunded


def add_up(amount: Decimal, entries: Iterable[tuple[str, Decimal]]) -> Standing:
    """Read (kind, amount) entries, in any order. Money that came counts more than what was said."""
    sums = dict.fromkeys(Kind.values, Decimal(0))
    kinds = set()
    for kind, value in entries:
        sums[kind] += value
        kinds.add(kind)
    received, refunded = sums[Kind.APPROVED], sums[Kind.REFUNDED]
    disputed = max(Decimal(0), sums[Kind.CHARGEBACK] - sums[Kind.WON_BACK])
    if received >= amount and received > 0:
        status = Status.REFUNDED if refunded >= received else Status.APPROVED
        status = Status.CHARGEBACK if disputed > 0 else status
    elif Kind.CANCELLED in kinds:
        status = Status.CANCELLED
    else:
        status = Status.REFUSED if Kind.REFUSED in kinds else Status.PENDING
    due = max(Decimal(0), sums[Kind.REFUND_ASKED] - refunded)
    return Standing(status, received, refunded, due, disputed)
