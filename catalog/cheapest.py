"""What the cheapest order of an item costs: the "from R$ 20,00" of a menu. No database here."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from catalog.options import Group, Option, PriceRule, apply_rule
from flowt.money import quantize


class _Offer(NamedTuple):
    """An option that may be chosen: its price, what its own groups ask at least, how often."""

    price: Decimal
    nested: Decimal
    units: int


def lowest_price(base: Decimal, groups: Iterable[Group]) -> Decimal | None:
    """Return the price of one unit with the cheapest choices that its groups accept.

    None when no choice is accepted, as too much of a required group is sold out: the item cannot
    be ordered now.
    """
    amounts = [_lowest_of(group, is_nested=False) for group in groups]
    if None in amounts:
        return None
    return quantize(base + sum((amount for amount in amounts if amount), Decimal(0)))


def usual_price(base: Decimal, groups: Iterable[Group]) -> Decimal:
    """As `lowest_price`, whatever is sold out now; `base` where no choice is ever accepted."""
    lowest = lowest_price(base, [_stocked(group) for group in groups])
    return quantize(base) if lowest is None else lowest


def _stocked(group: Group) -> Group:
    found = tuple(
        replace(o, is_available=True, groups=tuple(_stocked(inner) for inner in o.groups))
        for o in group.options
    )
    return replace(group, options=found)


def _lowest_of(group: Group, *, is_nested: bool) -> Decimal | None:
    needed = group.min_quantity
    if needed == 0:
        return Decimal(0)
    offers = [offer for option in group.options if (offer := _offer(option, is_nested=is_nested))]
    if group.price_rule == PriceRule.HIGHEST:  # settle for each dearest price in turn
        ceilings = {offer.price for offer in offers}
        tries = [[o for o in offers if o.price <= ceiling] for ceiling in ceilings]
        weight = Decimal(0)
    else:
        tries = [offers]
        weight = Decimal(1) if group.price_rule == PriceRule.SUM else Decimal(1) / needed
    amounts = [_take(group.price_rule, needed, some, weight) for some in tries]
    return min((amount for amount in amounts if amount is not None), default=None)


def _offer(option: Option, *, is_nested: bool) -> _Offer | None:
    if not option.is_available or option.max_quantity < 1:
        return None
    inner = () if is_nested else option.groups
    amounts = [_lowest_of(group, is_nested=True) for group in inner]
    nested = None if None in amounts else sum((a for a in amounts if a), Decimal(0))
    return None if nested is None else _Offer(option.price, nested, option.max_quantity)


def _take(rule: str, needed: int, offers: list[_Offer], weight: Decimal) -> Decimal | None:
    """Take the units that add least, and price them; None when there are too few."""
    pairs, nested = [], Decimal(0)
    for offer in sorted(offers, key=lambda o: (o.price * weight + o.nested, o.price)):
        units = min(needed, offer.units)
        pairs.append((offer.price, units))
        nested += offer.nested * units
        needed -= units
    return None if needed else apply_rule(rule, pairs) + nested
