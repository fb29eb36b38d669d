"""What a cart gets off, as its pages and an order's rows need it: the engine, with the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from math import inf
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from flowt.money import from_units
from offers.basket import Basket, Gift, Outcome, Reason, Taken
from offers.engine import Rule, judge
from offers.limits import as_it_stands, is_plenty
from offers.models import Offer
from offers.selectors import Shelf
from offers.standing import CouponRow, Question, Standing, standing
from offers.who import NOBODY, Who


class Why(NamedTuple):
    """Why something costs less, for who reads it."""

    offer_id: int
    label: str
    sentence: str
    amount: Decimal

    def stored(self) -> dict[str, Any]:
        """What an order keeps of it."""
        return {
            "offer_id": self.offer_id,
            "label": self.label,
            "reason": self.sentence,
            "amount": str(self.amount),
        }


class Present(NamedTuple):
    """Units of an item that come along for nothing."""

    item_id: int
    quantity: int
    why: Why


class Code(NamedTuple):
    """A coupon in a cart. `sentence` says why it changes nothing; "" where it does."""

    code: str
    label: str
    sentence: str
    is_known: bool = True  # it may yet come to count

    @property
    def is_used(self) -> bool:
        return not self.sentence


class Near(NamedTuple):
    """An offer that needs no coupon and is not given yet: what it still asks."""

    label: str
    sentence: str


class Use(NamedTuple):
    """What placing an order takes of an offer. `amount` is all that it is worth.

    `per_period` and `per_person` say that it is limited so, `is_plenty` that its total and its
    budget are far from their end.
    """

    offer_id: int
    revision: int
    is_limited: bool
    amount: Decimal
    coupon_id: int | None
    per_period: bool = True
    per_person: bool = True
    is_plenty: bool = False


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who buys, and which way they came."""

    via: str = ""
    qr_src: str = ""
    qr_code: str = ""
    who: Who = NOBODY


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What the offers come to. `reasons` names each that was given, with all it is worth."""

    lines: Mapping[str, tuple[Why, ...]] = field(default_factory=dict)
    delivery: tuple[Why, ...] = ()
    gifts: tuple[Present, ...] = ()
    reasons: tuple[Why, ...] = ()
    codes: tuple[Code, ...] = ()
    uses: tuple[Use, ...] = ()
    find_near: Callable[[], tuple[Near, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def near(self) -> tuple[Near, ...]:
        """Offers within reach: put into words only where a page shows them."""
        return self.find_near()

    def off(self, key: str) -> Decimal:
        return sum((why.amount for why in self.lines.get(key, ())), Decimal(0))

    @property
    def off_lines(self) -> tuple[Why, ...]:
        """What each offer takes off the lines together, in the order in which they acted."""
        found: dict[int, Why] = {}
        for why in (why for reasons in self.lines.values() for why in reasons):
            known = found.get(why.offer_id)
            amount = why.amount + known.amount if known else why.amount
            found[why.offer_id] = why._replace(amount=amount)
        return tuple(found[one.offer_id] for one in self.reasons if one.offer_id in found)

    def stored(self) -> list[dict[str, Any]]:
        """What an order keeps: each offer with all it is worth, and how much of it the lines cost
        less.
        """
        off = {why.offer_id: why.amount for why in self.off_lines}
        gifts = {gift.why.offer_id for gift in self.gifts}
        return [
            {
                **why.stored(),
                "off": str(off.get(why.offer_id, Decimal(0))),
                **({"is_gift": True} if why.offer_id in gifts else {}),
            }
            for why in self.reasons
        ]

    @property
    def delivery_saving(self) -> Decimal:
        return sum((why.amount for why in self.delivery), Decimal(0))


NO_QUOTE = Quote()


def quote(
    shelf: Shelf,
    basket: Basket,
    *,
    codes: Sequence[str],
    who: Who,
    now: datetime,
    state: Standing | None = None,
) -> Quote:
    """Return what `basket` gets off. One round trip where coupons or limits are in play.

    `state` is what `question` of the same things was answered, where the caller has it.
    """
    if not shelf.offers and not codes:
        return NO_QUOTE
    if state is None:
        state = standing(question(shelf, codes=codes, who=who, now=now, zone=basket.time_zone))
    opened = _opened(shelf, codes, state)
    rules = [
        as_it_stands(one, state.uses.get(one.rule.id), who, basket.currency)
        for one in shelf.offers
        if not one.needs_coupon or one.rule.id in opened
    ]
    theirs = replace(basket, is_first=who.is_first, tags=who.tags)
    words = _Words(judge(theirs, rules), shelf, basket.currency, opened, state)
    return replace(words.quote(codes), find_near=lambda: tuple(words.near(theirs)))


def question(shelf: Shelf, *, codes: Sequence[str], who: Who, now: datetime, zone: str) -> Question:
    """What has to be known of the offers before they are judged."""
    offers = [one for one in shelf.offers if codes or not one.needs_coupon]
    return Question(
        limited=shelf.limited,
        codes=codes,
        who=who,
        now=now,
        zone=zone,
        by_period=any(one.limit_per_period is not None for one in offers),
        by_person=any(one.limit_per_person is not None for one in offers),
    )


def _opened(shelf: Shelf, codes: Iterable[str], state: Standing) -> dict[int, CouponRow]:
    """The offers that coupons of the cart open, each by the first of its codes."""
    found: dict[int, CouponRow] = {}
    for code in sorted(codes):
        row = state.coupons.get(code)
        if row is not None and row.is_active and not row.is_used_up and row.offer_id in shelf.by_id:
            found.setdefault(row.offer_id, row)
    return found


@dataclass(frozen=True)
class _Words:
    """Puts an outcome into amounts and sentences."""

    outcome: Outcome
    shelf: Shelf
    currency: str
    opened: Mapping[int, CouponRow]
    state: Standing

    def quote(self, codes: Sequence[str]) -> Quote:
        found = self.outcome
        return Quote(
            lines={key: tuple(map(self.why, reasons)) for key, reasons in found.lines.items()},
            delivery=tuple(map(self.why, found.delivery)),
            gifts=tuple(map(self.present, found.gifts)),
            reasons=tuple(self.why(taken.reason) for taken in found.taken),
            codes=tuple(self.code(code) for code in codes),
            uses=tuple(map(self.use, found.taken)),
        )

    def near(self, basket: Basket) -> Iterator[Near]:
        """Offers of what is in the cart that ask for something everybody may know, and before
        all those that are a little money away, the nearest first."""
        found: list[tuple[float, Near]] = []
        for one in self.shelf.offers:
            sentence = self.outcome.refused.get(one.rule.id)
            if sentence and not one.needs_coupon and _is_near(one.rule, basket, sentence):
                found.append((_money_away(one.rule, basket), Near(one.rule.label, sentence)))
        return (near for _away, near in sorted(found, key=lambda pair: pair[0]))

    def why(self, reason: Reason) -> Why:
        amount = from_units(reason.amount, self.currency)
        return Why(reason.offer_id, reason.label, reason.sentence, amount)

    def present(self, gift: Gift) -> Present:
        reason = Reason(gift.offer_id, gift.label, gift.sentence, gift.amount)
        return Present(gift.item_id, gift.quantity, self.why(reason))

    def use(self, taken: Taken) -> Use:
        coupon, offer = self.opened.get(taken.offer_id), self.shelf.by_id[taken.offer_id]
        amount = from_units(taken.amount, self.currency)
        return Use(
            taken.offer_id,
            taken.revision,
            offer.is_limited,
            amount,
            coupon.id if coupon else None,
            offer.limit_per_period is not None,
            offer.limit_per_person is not None,
            is_plenty(offer, self.state.uses.get(taken.offer_id), amount),
        )

    def code(self, code: str) -> Code:
        row = self.state.coupons.get(code)
        if problem := _hopeless(row, self.shelf):
            return Code(code, "", problem, is_known=False)
        assert row is not None  # it would be hopeless
        label = self.shelf.by_id[row.offer_id].rule.label
        if self.opened[row.offer_id].code != code:
            return Code(code, label, _("Another coupon of yours does the same."))
        if any(taken.offer_id == row.offer_id for taken in self.outcome.taken):
            return Code(code, label, "")
        nothing = _("It changes nothing in this order.")
        return Code(code, label, self.outcome.refused.get(row.offer_id, nothing))


def _is_near(rule: Rule, basket: Basket, sentence: str) -> bool:
    """Is it a condition in the customer's hands that it was refused for?"""
    failing = [one for one in rule.conditions if not one.holds(basket)]
    if not failing or not all(one.told() for one in failing):
        return False
    pickers = [one for one in rule.conditions if one.picks_lines]
    picked = any(all(one.picks(line) for one in pickers) for line in basket.lines)
    return picked and sentence == failing[0].missing(basket)


def _money_away(rule: Rule, basket: Basket) -> float:
    """How much money away it is; the farthest where something else is asked."""
    failing = next(one for one in rule.conditions if not one.holds(basket))
    amount = failing.amount_missing(basket)
    return inf if amount is None else amount


def _hopeless(row: CouponRow | None, shelf: Shelf) -> str:
    """Say why a code will not come to count, whatever is put into the cart; "" where it may."""
    if row is None or row.offer_status == Offer.Status.DRAFT:
        return _("This coupon does not exist. Look at its letters again.")
    if row.offer_status == Offer.Status.ENDED:
        return _("This coupon is over.")
    if row.offer_id not in shelf.by_id:
        return _("This coupon cannot be used right now.")
    if not row.is_active:
        return _("This coupon cannot be used any more.")
    return _("This coupon was already used.") if row.is_used_up else ""
