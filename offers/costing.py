"""What an offer would have cost, had it run for the last thirty days: every order of that time is
judged once more, by the engine that prices carts, with this offer alone.

Its validity is left aside and its coupon taken as known to all. Limits count as they would have,
from the oldest order on. It stops at a deadline, and says how far it came.
"""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from flowt.money import from_units, to_units
from flowt.tenancy import current_tenant
from offers.basket import Basket
from offers.engine import Rule, judge
from offers.models import Offer
from offers.past import PastOrder, past_orders
from offers.selectors import rule_of
from offers.standing import start_of

DAYS = 30
DEADLINE_SECONDS = 6.0
MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Example:
    """One order that would have had it."""

    number: int
    address: str
    placed_at: datetime
    subtotal: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Cost:
    """`until` is how far it came, where the time ran out; None where all was looked at."""

    orders: int
    revenue: Decimal
    uses: int
    amount: Decimal
    examples: tuple[Example, ...]
    by_day: tuple[tuple[date, Decimal], ...]
    until: datetime | None = None

    @property
    def share(self) -> Decimal:
        """Of the revenue, in per cent."""
        share = self.amount * 100 / self.revenue if self.revenue else Decimal(0)
        return share.quantize(Decimal("0.1"))

    @property
    def each(self) -> Decimal:
        return self.amount / self.uses if self.uses else Decimal(0)

    @property
    def orders_share(self) -> int:
        return round(self.uses * 100 / self.orders) if self.orders else 0


@dataclass
class _Counts:
    """What was used so far, as limits ask for it."""

    uses: int = 0
    spent: int = 0
    in_period: Counter[Any] = field(default_factory=Counter)
    by_person: Counter[Any] = field(default_factory=Counter)


@dataclass
class _Tally:
    """One run over the orders."""

    offer: Offer
    rule: Rule
    currency: str
    zone: str
    counts: _Counts = field(default_factory=_Counts)
    orders: int = 0
    revenue: int = 0
    by_day: Counter[date] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def add(self, order: PastOrder) -> None:
        self.orders += 1
        self.revenue += order.revenue
        worth = 0 if self._is_used_up(order) else self._worth(order.basket)
        if not worth:
            return
        counts, offer = self.counts, self.offer
        counts.uses += 1
        counts.spent += worth
        counts.in_period[self._period(offer.period, order)] += 1
        counts.by_person[order.person, self._period(offer.person_period, order)] += 1
        self.by_day[timezone.localdate(order.placed_at)] += worth
        self.examples.append(self._example(order, worth))
        del self.examples[:-MOST_EXAMPLES]

    def _worth(self, basket: Basket) -> int:
        rule = self.rule
        if rule.budget_left is not None:
            rule = replace(rule, budget_left=rule.budget_left - self.counts.spent)
        return sum(taken.amount for taken in judge(basket, [rule]).taken)

    def _is_used_up(self, order: PastOrder) -> bool:
        offer, counts = self.offer, self.counts
        in_period = counts.in_period[self._period(offer.period, order)]
        mine = counts.by_person[order.person, self._period(offer.person_period, order)]
        return (
            (offer.limit_total is not None and counts.uses >= offer.limit_total)
            or (offer.limit_per_period is not None and in_period >= offer.limit_per_period)
            or (offer.limit_per_person is not None and mine >= offer.limit_per_person)
        )

    def _period(self, name: str, order: PastOrder) -> datetime:
        return start_of(name, order.placed_at, self.zone)

    def _example(self, order: PastOrder, worth: int) -> Example:
        subtotal = from_units(order.basket.subtotal, self.currency)
        amount = from_units(worth, self.currency)
        return Example(order.number, order.address, order.placed_at, subtotal, amount)


def cost_of(offer: Offer, *, now: datetime, seconds: float = DEADLINE_SECONDS) -> Cost | None:
    """Return what the last thirty days would have cost; None where a rule of it is not known."""
    tenant = current_tenant()
    rule = rule_of(offer, tenant.currency)
    if rule is None:
        return None
    budget = None if offer.budget is None else to_units(offer.budget, tenant.currency)
    rule = replace(rule, starts_at=None, ends_at=None, budget_left=budget)
    tally = _Tally(offer, rule, tenant.currency, tenant.time_zone)
    deadline, until = time.monotonic() + seconds, None
    for part in past_orders(now - timedelta(days=DAYS), now):
        for order in part:
            tally.add(order)
        if time.monotonic() > deadline:
            until = part[-1].placed_at
            break
    return _written(tally, now, until)


def _written(tally: _Tally, now: datetime, until: datetime | None) -> Cost:
    today, currency = timezone.localdate(now), tally.currency
    days = [today - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    return Cost(
        orders=tally.orders,
        revenue=from_units(tally.revenue, currency),
        uses=tally.counts.uses,
        amount=from_units(tally.counts.spent, currency),
        examples=tuple(reversed(tally.examples)),
        by_day=tuple((day, from_units(tally.by_day[day], currency)) for day in days),
        until=until,
    )
