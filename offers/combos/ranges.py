"""Between what a combo costs and saves, whatever is picked. No database here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flowt.money import quantize
from offers.combos.pricing import Combo, ComboGroup

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Unit:
    """A choice: what one of it costs alone, its surcharge, how many, and whether it is there."""

    alone: Decimal
    surcharge: Decimal
    units: int
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A group. `minimum` None: fixed."""

    minimum: int | None
    choices: Sequence[Unit]


@dataclass(frozen=True, slots=True)
class Range:
    """`price` is the least it costs. `alone` is what the picks that save least cost without it.

    The savings are what the least and the most favourable picks cost less than their items
    alone; below zero where they cost more.
    """

    price: Decimal
    least_saving: Decimal
    most_saving: Decimal

    @property
    def alone(self) -> Decimal:
        return self.price + self.least_saving


def range_of(price: Decimal, groups: Iterable[Asked]) -> Range:
    """Look at as much as each group must have, of what is there, or of all where it is not."""
    added = least = most = NOTHING
    for group in groups:
        units = [unit for choice in _offered(group) for unit in [choice] * choice.units]
        count = len(units) if group.minimum is None else group.minimum
        worth = sorted(unit.alone - unit.surcharge for unit in units)
        added += sum(sorted(unit.surcharge for unit in units)[:count], NOTHING)
        least += sum(worth[:count], NOTHING)
        most += sum(worth[::-1][:count], NOTHING)
    return Range(quantize(price + added), quantize(least - price), quantize(most - price))


def range_of_combo(combo: Combo) -> Range:
    return range_of(combo.price, [_asked(group) for group in combo.groups])


def _offered(group: Asked) -> Sequence[Unit]:
    if group.minimum is None:
        return group.choices
    there = [choice for choice in group.choices if choice.is_there]
    reach = sum(choice.units for choice in there)
    return there if reach >= group.minimum else group.choices


def _asked(group: ComboGroup) -> Asked:
    choices = [
        Unit(choice.usual_price, choice.surcharge, choice.maximum, not choice.problem)
        for choice in group.choices
    ]
    return Asked(None if group.is_fixed else group.minimum, choices)
