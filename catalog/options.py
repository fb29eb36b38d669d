"""The options of an item: what may be chosen, and what the choice costs. No database here.

A group asks for so many units (`min_quantity` to `max_quantity`, counted by quantity, not by
lines) of its options, and turns their prices into one amount by its rule. An option may own
groups in turn, one level deep; they are answered once for each unit of it.

A selection comes from a browser. `load_selection` gives it a shape, `check` says what is wrong
with it, and `price` prices one that was checked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowt.errors import Refusal
from flowt.money import quantize

MOST_CHOICES = 100  # lines in one selection, nested ones included
MOST_UNITS = 99  # of one option


class PriceRule(StrEnum):
    """How the prices of the options chosen in a group become one amount."""

    SUM = "sum"  # every unit is paid
    HIGHEST = "highest"  # the dearest option chosen (half-and-half)
    AVERAGE = "average"  # over units, rounded once


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose. `price` is per unit, in the tenant's currency, and never negative."""

    id: int
    name: str
    description: str = ""
    price: Decimal = Decimal(0)
    max_quantity: int = 1
    is_available: bool = True
    groups: tuple["Group", ...] = ()

    def __post_init__(self) -> None:
        if not self.price.is_finite() or self.price < 0:
            raise ValueError(f"option {self.id} costs {self.price}")


@dataclass(frozen=True, kw_only=True)
class Group:
    """A question about an item. `max_quantity` is None where there is no upper limit."""

    id: int
    name: str
    options: tuple[Option, ...]
    min_quantity: int = 0
    max_quantity: int | None = 1
    price_rule: str = PriceRule.SUM


class Choice(NamedTuple):
    """So many units of an option, each with the same nested choices."""

    option_id: int
    quantity: int = 1
    nested: tuple["Choice", ...] = ()


Selection = tuple[Choice, ...]


@dataclass(frozen=True)
class Problem:
    """Why a selection cannot be taken. `path` holds the ids of the options above the group."""

    code: str  # unknown, sold_out, quantity, too_many_of_one, too_few, too_many, too_deep
    sentence: str
    group_id: int | None = None
    option_id: int | None = None
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class GroupPrice:
    """What a group adds to one unit of the item; nested groups have lines of their own."""

    group_id: int
    name: str
    amount: Decimal
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class PriceBreakdown:
    """The price of one unit: `base` and every group's amount add up to `unit_price`."""

    base: Decimal
    groups: tuple[GroupPrice, ...]

    @property
    def unit_price(self) -> Decimal:
        return self.base + sum((group.amount for group in self.groups), Decimal(0))


class BadSelection(Refusal, ValueError):
    sentence = gettext_lazy("The options could not be read. Choose them again.")


def canonical(selection: Iterable[Choice]) -> Selection:
    """Return the one form of a selection: equal choices added up, none at zero, sorted.

    Two selections that mean the same are equal, and hash equal, in this form.
    """
    units: dict[tuple[int, Selection], int] = {}
    for option_id, quantity, nested in selection:
        key = option_id, canonical(nested)
        units[key] = units.get(key, 0) + quantity
    return tuple(sorted(Choice(id_, n, nested) for (id_, nested), n in units.items() if n))


def load_selection(raw: Any) -> Selection:
    """Read `[[option id, quantity, nested], ...]` (JSON, or a session), in canonical form.

    Raises BadSelection on any other shape, on a quantity that is not 1 to 99 and past 100 lines.
    """
    left = [MOST_CHOICES]

    def read(rows: Any, depth: int) -> Iterator[Choice]:
        if not isinstance(rows, list | tuple) or depth > 1:
            raise BadSelection
        for row in rows:
            left[0] -= 1
            if not isinstance(row, list | tuple) or not 2 <= len(row) <= 3 or left[0] < 0:
                raise BadSelection
            if type(row[0]) is not int or type(row[1]) is not int or not 1 <= row[1] <= MOST_UNITS:
                raise BadSelection
            nested = row[2] if len(row) == 3 and row[2] else []
            yield Choice(row[0], row[1], tuple(read(nested, depth + 1)) if nested else ())

    selection = canonical(read(raw, 0))
    if any(line.quantity > MOST_UNITS for top in selection for line in (top, *top.nested)):
        raise BadSelection
    return selection


def dump_selection(selection: Selection) -> list[Any]:
    """Write a selection as plain lists, for JSON or a session. `load_selection` undoes it."""
    return [[c.option_id, c.quantity, dump_selection(c.nested)] for c in canonical(selection)]


def check(selection: Selection, groups: Iterable[Group]) -> list[Problem]:
    """Return everything that is wrong with a selection; an empty list means it may be ordered."""
    return _check_level(canonical(selection), tuple(groups), ())


def price(base: Decimal, selection: Selection, groups: Iterable[Group]) -> PriceBreakdown:
    """Price one unit of the item. The order of the choices makes no difference.

    A group's rule looks at its options' own prices; what is chosen inside an option is added for
    each unit of it, whatever the rule. Raises ValueError on a negative base or an option that no
    group has (`check` would have said so).
    """
    if base < 0:
        raise ValueError(f"the base price is {base}")
    lines = _price_level(canonical(selection), tuple(groups), (), 1)
    return PriceBreakdown(quantize(base), tuple(lines))


def apply_rule(rule: str, prices: Mapping[Decimal, int] | Iterable[tuple[Decimal, int]]) -> Decimal:
    """Turn (price, units) pairs into one amount by a PriceRule; zero when nothing is chosen."""
    pairs = [(p, n) for p, n in (prices.items() if isinstance(prices, Mapping) else prices) if n]
    total = sum((p * n for p, n in pairs), Decimal(0))
    match rule:
        case PriceRule.SUM:
            return quantize(total)
        case PriceRule.HIGHEST:
            return quantize(max((p for p, _n in pairs), default=Decimal(0)))
        case PriceRule.AVERAGE:
            return quantize(total / (sum(n for _p, n in pairs) or 1))
    raise ValueError(f"no price rule {rule!r}")


def _price_level(
    selection: Selection, groups: tuple[Group, ...], path: tuple[int, ...], units: int
) -> Iterator[GroupPrice]:
    known = {option.id: option for group in groups for option in group.options}
    if unknown := {choice.option_id for choice in selection} - set(known):
        raise ValueError(f"no group has the options {sorted(unknown)}")
    for group in groups:
        ids = {option.id for option in group.options}
        chosen = [choice for choice in selection if choice.option_id in ids]
        if not chosen:
            continue
        pairs = [(known[choice.option_id].price, choice.quantity) for choice in chosen]
        yield GroupPrice(group.id, group.name, units * apply_rule(group.price_rule, pairs), path)
        for choice in chosen:
            if choice.nested:
                inner, below = known[choice.option_id].groups, (*path, choice.option_id)
                yield from _price_level(choice.nested, inner, below, units * choice.quantity)


def _check_level(
    selection: Selection, groups: tuple[Group, ...], path: tuple[int, ...]
) -> list[Problem]:
    known = {option.id for group in groups for option in group.options}
    problems = [
        Problem("unknown", _("An option you chose is no longer on the menu."), None, id_, path)
        for id_ in sorted({choice.option_id for choice in selection} - known)
    ]
    for group in groups:
        ids = {option.id for option in group.options}
        chosen = tuple(choice for choice in selection if choice.option_id in ids)
        problems += check_count(group, sum(choice.quantity for choice in chosen), path)
        for option in group.options:
            mine = tuple(choice for choice in chosen if choice.option_id == option.id)
            if mine:
                problems += _check_option(group, option, mine, path)
    return problems


def check_count(group: Group, units: int, path: tuple[int, ...]) -> Iterator[Problem]:
    """Look at how many units a group got, whatever they are."""
    least, most = group.min_quantity, group.max_quantity
    if units < least:
        sentence = (
            _("Choose %(count)s in “%(group)s”.")
            if least == most
            else _("Choose at least %(count)s in “%(group)s”.")
        )
        yield Problem(
            "too_few", sentence % {"count": least, "group": group.name}, group.id, None, path
        )
    elif most is not None and units > most:
        sentence = _("Choose at most %(count)s in “%(group)s”.")
        yield Problem(
            "too_many", sentence % {"count": most, "group": group.name}, group.id, None, path
        )


def _check_option(
    group: Group, option: Option, mine: Selection, path: tuple[int, ...]
) -> Iterator[Problem]:
    """Look at all lines of one option."""

    def problem(code: str, sentence: str) -> Problem:
        words = {"option": option.name, "group": group.name, "count": option.max_quantity}
        return Problem(code, sentence % words, group.id, option.id, path)

    if not option.is_available:
        yield problem("sold_out", _("“%(option)s” in “%(group)s” is sold out."))
    if any(choice.quantity < 1 for choice in mine):
        yield problem("quantity", _("The quantity of “%(option)s” in “%(group)s” is not valid."))
    if sum(choice.quantity for choice in mine) > option.max_quantity:
        sentence = _(
            "“%(option)s” in “%(group)s” can be chosen at most this many times: %(count)s."
        )
        yield problem("too_many_of_one", sentence)
    if path:
        if any(choice.nested for choice in mine):
            sentence = _("“%(option)s” in “%(group)s” takes no choices of its own.")
            yield problem("too_deep", sentence)
        return
    for choice in mine:
        yield from _check_level(choice.nested, option.groups, (*path, option.id))
