"""What public pages say of the offers that need no coupon: of each item, and of a whole order.

An item has a new price where everybody pays it now, however many they take: judged by the engine
that prices carts, for one unit and for several. What depends on more (an amount, a limit a person)
is told by its badge and in words; what is for some people, or for those who came some way, not at
all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import ngettext

from flowt.money import from_units
from flowt.tenancy import current_tenant
from offers.basket import Basket, Line
from offers.conditions import Condition
from offers.engine import Rule, judge
from offers.limits import blocked
from offers.models import Offer, Period
from offers.selectors import rule_of
from offers.standing import Question, standing, start_of
from offers.who import NOBODY
from tenants.models import Tenant

COUNTDOWN = timedelta(hours=48)
SEVERAL = 5  # units that must each cost the new price
WAYS = {"channel"}  # kinds that ask how somebody came
PAST_ITS_END = {"day": timedelta(hours=36), "week": timedelta(days=9), "month": timedelta(days=40)}


class Thing(NamedTuple):
    """An item as it is shown: `unit` is what the cheapest of it costs."""

    id: int
    unit: int
    categories: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deal:
    """What an item's card says. `price` is the new one, None where a badge alone is true.

    `ends_at` is set where its end is near and the offer counts down to it; `terms` are what else
    it asks, in words.
    """

    badge: str
    colour: str
    label: str
    price: Decimal | None
    percent: int
    ends_at: datetime | None
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """An offer of the whole order."""

    badge: str
    colour: str
    label: str
    sentence: str
    ends_at: datetime | None
    terms: str = ""


@dataclass(frozen=True)
class Showcase:
    """At `true_until` (aware) it changes although nobody wrote anything."""

    deals: Mapping[int, Deal] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    true_until: datetime | None = None


class _Shown(NamedTuple):
    """An offer that may be told of now."""

    offer: Offer
    rule: Rule
    is_plain: bool  # its price is everybody's


class Teller:
    """The offers of this moment: two queries, one where none is limited."""

    def __init__(self, now: datetime) -> None:
        self.now, self.tenant = now, current_tenant()
        rows = Offer.objects.active().filter(needs_coupon=False)
        pairs = [(offer, rule_of(offer, self.tenant.currency)) for offer in rows]
        public = [(offer, rule) for offer, rule in pairs if rule is not None and _is_public(rule)]
        self.changes = [at for offer, rule in public for at in _changes(offer, rule, now)]
        over = self._used_up([offer for offer, _rule in public])
        self.shown = [
            _Shown(offer, rule, _is_plain(offer, rule))
            for offer, rule in public
            if offer.pk not in over and _is_given(rule, now, self.tenant)
        ]

    def showcase(self, things: Iterable[Thing]) -> Showcase:
        """Return what is said of these items, and of an order."""
        deals = {thing.id: deal for thing in things if (deal := self._deal(thing))}
        whole = [one for one in self.shown if not _pickers(one.rule)]
        until = min((at for at in self.changes if at > self.now), default=None)
        return Showcase(deals, tuple(self._note(one) for one in whole), until)

    def _deal(self, thing: Thing) -> Deal | None:
        line = Line("one", thing.id, thing.unit, 1, thing.categories)
        mine = [one for one in self.shown if all(p.picks(line) for p in _pickers(one.rule))]
        if not mine:
            return None
        saving, giver = self._saving(line, [one for one in mine if one.is_plain])
        told = giver or next((one for one in mine if _pickers(one.rule) and one.offer.badge), None)
        if told is None:
            return None
        percent = round(saving * 100 / thing.unit) if thing.unit else 0
        return Deal(
            badge=told.offer.badge or f"−{percent}%",
            colour=told.offer.colour,
            label=told.offer.label,
            price=from_units(thing.unit - saving, self.tenant.currency) if saving else None,
            percent=percent,
            ends_at=self._countdown(told.offer),
            terms=_terms(told),
        )

    def _saving(self, line: Line, plain: list[_Shown]) -> tuple[int, _Shown | None]:
        """What one unit gets off, and by whom most; nothing where several do not get as much."""
        one = self._off(line, plain)
        each = sum(one.values())
        several = sum(self._off(line._replace(quantity=SEVERAL), plain).values()) if each else 0
        if not each or abs(several - each * SEVERAL) > SEVERAL:
            return 0, None
        giver = max(one, key=lambda pk: one[pk])
        return each, next(shown for shown in plain if shown.offer.pk == giver)

    def _off(self, line: Line, plain: list[_Shown]) -> dict[int, int]:
        tenant = self.tenant
        basket = Basket(
            lines=(line,), at=self.now, time_zone=tenant.time_zone, currency=tenant.currency
        )
        reasons = judge(basket, [one.rule for one in plain]).lines.get(line.key, ())
        return {reason.offer_id: reason.amount for reason in reasons}

    def _note(self, shown: _Shown) -> Note:
        offer = shown.offer
        sentence = shown.rule.benefit.sentence()
        sentence = sentence[:1].upper() + sentence[1:]
        until = self._countdown(offer)
        return Note(offer.badge, offer.colour, offer.label, sentence, until, _terms(shown))

    def _countdown(self, offer: Offer) -> datetime | None:
        is_near = offer.ends_at is not None and offer.ends_at - self.now <= COUNTDOWN
        return offer.ends_at if offer.shows_countdown and is_near else None

    def _used_up(self, offers: list[Offer]) -> set[int]:
        limited = [offer for offer in offers if offer.is_limited]
        zone = self.tenant.time_zone
        ids = [offer.pk for offer in limited]
        state = standing(Question(limited=ids, who=NOBODY, now=self.now, zone=zone))
        over = {offer.pk for offer in limited if blocked(offer, state.uses[offer.pk], NOBODY)}
        for offer in limited:
            if offer.pk in over and offer.period:
                self.changes.append(_next_period(offer.period, self.now, zone))
        return over


def _pickers(rule: Rule) -> list[Condition]:
    return [condition for condition in rule.conditions if condition.picks_lines]


def _is_public(rule: Rule) -> bool:
    """May everybody know of it? Not of what is for some people, or for those who came some way."""
    return not any(
        one.kind in WAYS or (one.asks_person and not one.told()) for one in rule.conditions
    )


def _terms(shown: _Shown) -> str:
    """What an offer asks beside what is bought and when."""
    words = [told for one in shown.rule.conditions if (told := one.told())]
    if (limit := shown.offer.limit_per_person) is not None:
        times = ngettext("once a person", "%(count)s times a person", limit) % {"count": limit}
        period = str(Period(shown.offer.person_period).label) if shown.offer.person_period else ""
        words.append(f"{times} {period}".strip())
    return " · ".join(words)


def _is_plain(offer: Offer, rule: Rule) -> bool:
    """Is it given for what is bought and when alone, to anybody any number of times?"""
    if offer.limit_per_person is not None:
        return False
    return all(one.picks_lines or _goes_by_time(one) for one in rule.conditions)


def _goes_by_time(condition: Condition) -> bool:
    return type(condition).next_change is not Condition.next_change


def _is_given(rule: Rule, now: datetime, tenant: Tenant) -> bool:
    basket = Basket(lines=(), at=now, time_zone=tenant.time_zone)
    by_time = [one for one in rule.conditions if _goes_by_time(one)]
    return rule.is_valid_at(now) and all(one.holds(basket) for one in by_time)


def _changes(offer: Offer, rule: Rule, now: datetime) -> list[datetime]:
    """When time alone changes what is said of it."""
    zone = current_tenant().time_zone
    found = [rule.starts_at, rule.ends_at]
    if offer.shows_countdown and rule.ends_at is not None:
        found.append(rule.ends_at - COUNTDOWN)
    found += [condition.next_change(now, zone) for condition in rule.conditions]
    return [at for at in found if at is not None]


def _next_period(period: str, now: datetime, zone: str) -> datetime:
    return start_of(period, start_of(period, now, zone) + PAST_ITS_END[period], zone)
