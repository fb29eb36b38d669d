"""What a combo costs as it was picked, and what each of its parts stands for. No database here.

A combo has one price. A pick adds its surcharge, and what the item's own options cost beyond what
the combo includes of them. The parts keep the prices they have on the menu; what the combo costs
less is spread over them as a discount, to the cent. Nothing depends on the order of picks or
groups.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from catalog import options
from catalog.cheapest import usual_price
from catalog.options import Group, Problem, Selection
from flowt.money import currency_exponent, quantize, share_out
from offers.combos.picks import Pick, Picks, canonical

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An item that may be picked, or that comes along. `problem` says why it cannot be had now.

    `included` is what the options of one unit may cost before they are paid on top.
    """

    id: int
    item_id: int
    name: str
    price: Decimal
    sku: str = ""
    groups: tuple[Group, ...] = ()
    surcharge: Decimal = NOTHING
    included: Decimal = NOTHING
    maximum: int = 1
    is_default: bool = False
    problem: str = ""

    @property
    def usual_price(self) -> Decimal:
        """One unit alone with the cheapest options that it must have."""
        return usual_price(self.price, self.groups)

    def list_price(self, selection: Selection) -> Decimal:
        """One unit as the menu sells it alone."""
        return options.price(self.price, selection, self.groups).unit_price

    def added_by(self, selection: Selection) -> Decimal:
        """What one unit adds to the combo's price."""
        beyond = self.list_price(selection) - quantize(self.price) - self.included
        return self.surcharge + max(beyond, NOTHING)


@dataclass(frozen=True, kw_only=True)
class ComboGroup:
    """Fixed: of each choice `maximum` units come along. Else `minimum` to `maximum` are picked."""

    id: int
    name: str
    choices: tuple[Choice, ...]
    minimum: int = 1
    maximum: int = 1
    is_fixed: bool = False


@dataclass(frozen=True, kw_only=True)
class Combo:
    id: int
    name: str
    price: Decimal
    groups: tuple[ComboGroup, ...]

    @property
    def choices(self) -> dict[int, Choice]:
        return {choice.id: choice for group in self.groups for choice in group.choices}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a line: `total` is unit price × quantity, of which `discount` is not paid."""

    choice_id: int
    item_id: int
    name: str
    sku: str
    per_combo: int
    quantity: int
    selection: Selection
    groups: tuple[Group, ...]
    unit_price: Decimal
    discount: Decimal

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def paid(self) -> Decimal:
        return self.total - self.discount


@dataclass(frozen=True)
class ComboPrice:
    """`unit_price` is of one combo. The parts' totals less their discounts come to `total`."""

    unit_price: Decimal
    total: Decimal
    parts: tuple[Part, ...]

    @property
    def list_total(self) -> Decimal:
        return sum((part.total for part in self.parts), NOTHING)

    @property
    def saving(self) -> Decimal:
        return self.list_total - self.total


def included_of(price: Decimal, groups: tuple[Group, ...], allowance: Decimal) -> Decimal:
    """Return what the options of an item may cost inside a combo before they are paid on top.

    The cheapest choices that must be made are never paid, whatever of them is sold out now.
    """
    return max(usual_price(price, groups) - quantize(price), quantize(allowance))


def complete(combo: Combo, picks: Iterable[Pick]) -> Picks:
    """Return the picks with what comes along anyway, in the options chosen for it."""
    fixed = {c.id: c for group in combo.groups if group.is_fixed for c in group.choices}
    sent = canonical(picks)
    rest = [pick for pick in sent if pick.choice_id not in fixed]
    for choice in fixed.values():
        mine = [pick for pick in sent if pick.choice_id == choice.id]
        if sum(pick.quantity for pick in mine) == choice.maximum:
            rest += mine
        else:
            rest.append(Pick(choice.id, choice.maximum, mine[0].selection if mine else ()))
    return canonical(rest)


def check(combo: Combo, picks: Iterable[Pick]) -> list[Problem]:
    """Return everything that keeps these picks from being ordered. Paths begin with the choice."""
    found, choices = complete(combo, picks), combo.choices
    problems = [
        Problem("unknown", _("Something you chose is no longer part of this combo."), None, pk)
        for pk in sorted({pick.choice_id for pick in found} - set(choices))
    ]
    for group in combo.groups:
        ids = {choice.id for choice in group.choices}
        mine = [pick for pick in found if pick.choice_id in ids]
        problems += _check_group(group, mine)
    for pick in found:
        if (choice := choices.get(pick.choice_id)) is not None:
            problems += _check_pick(choice, pick)
    return list(dict.fromkeys(problems))


def price(
    combo: Combo, picks: Iterable[Pick], quantity: int = 1, currency: str = "BRL"
) -> ComboPrice:
    """Price `quantity` combos picked this way. Raises ValueError where `check` finds "unknown"."""
    choices = combo.choices
    chosen = [(choices[pick.choice_id], pick) for pick in _known(complete(combo, picks), choices)]
    added = sum((c.added_by(p.selection) * p.quantity for c, p in chosen), NOTHING)
    unit_price = quantize(combo.price + added, currency)
    total = unit_price * quantity
    parts = [_part(choice, pick, quantity) for choice, pick in chosen]
    return ComboPrice(unit_price, total, _in_order(combo, _spread(parts, total, currency)))


def _part(choice: Choice, pick: Pick, quantity: int) -> Part:
    return Part(
        choice_id=choice.id,
        item_id=choice.item_id,
        name=choice.name,
        sku=choice.sku,
        per_combo=pick.quantity,
        quantity=pick.quantity * quantity,
        selection=pick.selection,
        groups=choice.groups,
        unit_price=choice.list_price(pick.selection),
        discount=NOTHING,
    )


def _spread(parts: list[Part], total: Decimal, currency: str) -> list[Part]:
    """Bring the parts to `total`: by discounts, or by higher prices where they come to less.

    A raised price is the next cent up that reaches the part's share of every unit; the cents
    that are too many by it are its discount.
    """
    listed = sum((part.total for part in parts), NOTHING)
    weights = [part.total for part in parts]
    shares = share_out(total - listed, weights, currency) if parts else []
    cent = Decimal(1).scaleb(-currency_exponent(currency))
    spread = []
    for part, share in zip(parts, shares, strict=True):
        aim, unit = part.total + share, part.unit_price
        if share > 0:
            unit = (aim / part.quantity).quantize(cent, ROUND_CEILING)
        spread.append(replace(part, unit_price=unit, discount=unit * part.quantity - aim))
    return spread


def _in_order(combo: Combo, parts: list[Part]) -> tuple[Part, ...]:
    """Show the parts as the combo lists them. What each comes to was settled before."""
    place = {pk: at for at, pk in enumerate(combo.choices)}
    return tuple(sorted(parts, key=lambda part: (place[part.choice_id], part.selection)))


def _known(picks: Picks, choices: dict[int, Choice]) -> Picks:
    if unknown := {pick.choice_id for pick in picks} - set(choices):
        raise ValueError(f"no group has the choices {sorted(unknown)}")
    return picks


def _check_group(group: ComboGroup, mine: list[Pick]) -> Iterator[Problem]:
    if not group.is_fixed:
        asked = Group(
            id=group.id,
            name=group.name,
            options=(),
            min_quantity=group.minimum,
            max_quantity=group.maximum,
        )
        yield from options.check_count(asked, sum(pick.quantity for pick in mine), ())
    for choice in group.choices:
        units = sum(pick.quantity for pick in mine if pick.choice_id == choice.id)
        if units and choice.problem:
            yield Problem("sold_out", choice.problem, group.id, choice.id)
        if units > choice.maximum:
            sentence = _(
                "“%(option)s” in “%(group)s” can be chosen at most this many times: %(count)s."
            )
            words = {"option": choice.name, "group": group.name, "count": choice.maximum}
            yield Problem("too_many_of_one", sentence % words, group.id, choice.id)


def _check_pick(choice: Choice, pick: Pick) -> Iterator[Problem]:
    for problem in options.check(pick.selection, choice.groups):
        sentence = _("%(item)s: %(problem)s") % {"item": choice.name, "problem": problem.sentence}
        yield replace(problem, sentence=sentence, path=(choice.id, *problem.path))
