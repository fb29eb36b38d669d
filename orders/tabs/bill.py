"""What a tab comes to and how it is split: plain values, no database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flowt.money import currency_exponent, share_out

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bill:
    """Sums of one tab, in its currency.

    `received` is what was paid and kept; `planned` what shares still wait for; `refund_due` what
    has to go back.
    """

    subtotal: Decimal
    service: Decimal
    received: Decimal = ZERO
    planned: Decimal = ZERO
    refund_due: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.service

    @property
    def left(self) -> Decimal:
        return max(ZERO, self.total - self.received + self.refund_due)

    @property
    def unplanned(self) -> Decimal:
        """What no share waits for yet."""
        return max(ZERO, self.left - self.planned)

    @property
    def excess(self) -> Decimal:
        """What was paid too much and nobody asked to send back yet."""
        return max(ZERO, self.received - self.refund_due - self.total)


def service_of(subtotal: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return the service charge on `subtotal`, to the cent."""
    unit = Decimal(1).scaleb(-currency_exponent(currency))
    return (subtotal * percent / 100).quantize(unit, ROUND_HALF_UP)


def allot(money: Decimal, totals: Sequence[Decimal]) -> list[Decimal]:
    """Return how much of each total `money` pays, the first ones first."""
    paid = []
    for total in totals:
        part = min(total, max(ZERO, money))
        paid.append(part)
        money -= part
    return paid


def by_guest(
    rest: Decimal, ordered: Mapping[int | None, Decimal], covered: Mapping[int | None, Decimal]
) -> dict[int | None, Decimal]:
    """Split `rest` by what each ordered, less what of theirs is covered; it adds up exactly.

    Keys are guests' ids, None for what nobody's phone ordered. Who owes nothing is left out.
    """
    keys = list(ordered)
    weights = [max(ZERO, ordered[key] - covered.get(key, ZERO)) for key in keys]
    if not any(weights):
        return {None: rest} if rest else {}
    amounts = share_out(rest, weights)
    return {key: amount for key, amount in zip(keys, amounts, strict=True) if amount}


def in_parts(rest: Decimal, parts: int) -> list[Decimal]:
    """Split `rest` in equal parts; a cent that does not divide goes to the first ones."""
    return [amount for amount in share_out(rest, [1] * parts) if amount]


def units_cost(net: Decimal, quantity: int, taken: int, units: int) -> Decimal:
    """Return what `units` of a line cost, after `taken` of its `quantity` were paid for.

    All units of a line, taken in whatever portions, come to its net amount.
    """
    return sum(share_out(net, [1] * quantity)[taken : taken + units], ZERO)
