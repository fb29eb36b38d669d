"""Which offers a basket gets, and what each takes off. No database, no clock, no chance.

Docs: docs/decisions/0060. In short: offers act by priority, the greater first. Of one priority,
those that combine act one after the other by their `stage`, one of each group, each on what is
left of a line; an exclusive one acts alone, and only where nothing acted before it. Between these
the one that saves most is taken. Nothing depends on the order of lines or offers, nor on ids.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from offers.basket import Basket, Gift, Line, Outcome, Part, Reason, Saving, Taken
from offers.benefits import Benefit
from offers.conditions import Condition


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An offer as it is judged. `budget_left` is None where it has no budget; `blocked` is a
    sentence where something else than its conditions forbids it, as a limit that is reached.
    """

    id: int
    label: str
    benefit: Benefit
    conditions: tuple[Condition, ...] = ()
    revision: int = 1
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    is_exclusive: bool = False
    group: str = ""
    with_combos: bool = False
    budget_left: int | None = None
    blocked: str = ""
    place: str = field(default="", compare=False)  # what it is, as text: see `place_of`

    def is_valid_at(self, at: datetime) -> bool:
        has_begun = self.starts_at is None or self.starts_at <= at
        return has_begun and (self.ends_at is None or at < self.ends_at)


def place_of(kind: str, settings: Mapping[str, Any], conditions: Any, label: str) -> str:
    """Return where an offer stands among those like it: by what it is, not by its id."""
    return json.dumps([kind, settings, conditions, label], sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A rule that may be given, with the places of the lines it acts on."""

    rule: Rule
    picked: tuple[int, ...]

    @property
    def order(self) -> tuple[Any, ...]:
        rule = self.rule
        budget = -1 if rule.budget_left is None else rule.budget_left
        return rule.benefit.stage, rule.place, rule.group, rule.with_combos, budget


@dataclass(frozen=True, slots=True)
class _State:
    """What is left of each line and of the delivery, and what was taken so far."""

    left: tuple[int, ...]
    delivery: int | None
    taken: tuple[tuple[_Fit, Saving], ...] = ()

    @property
    def worth(self) -> int:
        return sum(saving.worth for _fit, saving in self.taken)


def judge(basket: Basket, rules: Iterable[Rule]) -> Outcome:
    """Return what the offers come to. No line falls below zero; reasons add up to the discount."""
    lines = sorted(basket.lines, key=_place_of_line)
    refused: dict[int, str] = {}
    levels: dict[int, list[_Fit]] = {}
    for rule in rules:
        problem, picked = _fit(rule, basket, lines)
        if problem:
            refused[rule.id] = problem
        else:
            levels.setdefault(rule.priority, []).append(_Fit(rule, picked))
    state = _State(tuple(line.total for line in lines), basket.delivery)
    for priority in sorted(levels, reverse=True):
        state = _best(sorted(levels[priority], key=lambda fit: fit.order), state, lines, basket)
        if state.taken and state.taken[-1][0].rule.is_exclusive:
            break
    given = {fit.rule.id for fit, _saving in state.taken}
    for fit in (fit for fits in levels.values() for fit in fits if fit.rule.id not in given):
        refused[fit.rule.id] = _("What you have already is as good or better.")
    return _outcome(state, lines, refused)


def _place_of_line(line: Line) -> tuple[Any, ...]:
    return line.item_id, line.unit, line.quantity, line.off, line.mark, line.is_combo


def _fit(rule: Rule, basket: Basket, lines: Sequence[Line]) -> tuple[str, tuple[int, ...]]:
    """Return why a rule cannot be given, or else the lines it acts on."""
    if rule.blocked:
        return rule.blocked, ()
    if rule.starts_at is not None and basket.at < rule.starts_at:
        return _("It has not begun yet."), ()
    if rule.ends_at is not None and basket.at >= rule.ends_at:
        return _("It is over."), ()
    for condition in rule.conditions:
        if not condition.holds(basket):
            return condition.missing(basket), ()
    pickers = [condition for condition in rule.conditions if condition.picks_lines]
    picked = tuple(
        at
        for at, line in enumerate(lines)
        if rule.with_combos or not line.is_combo
        if not pickers or all(one.picks(line) for one in pickers)
    )
    if not picked:
        nothing = _("Nothing in your cart is part of it.")
        return pickers[0].missing(basket) if pickers else nothing, ()
    gift = rule.benefit.item_id
    if gift is not None and gift not in basket.gifts:
        return _("Its gift has run out."), ()
    return "", picked


def _best(fits: Sequence[_Fit], state: _State, lines: Sequence[Line], basket: Basket) -> _State:
    """Take the offers of one priority that save most together, or the one that does so alone."""
    together = [fit for fit in fits if not fit.rule.is_exclusive]
    best = state
    for fit in _one_of_each_group(together, state, lines, basket):
        best = _take(fit, best, lines, basket)
    if state.taken:
        return best
    for fit in (fit for fit in fits if fit.rule.is_exclusive):
        alone = _take(fit, state, lines, basket)
        if alone.worth > best.worth or (alone.taken and not best.taken):
            best = alone
    return best


def _one_of_each_group(
    fits: Sequence[_Fit], state: _State, lines: Sequence[Line], basket: Basket
) -> list[_Fit]:
    """Of those that share a group keep the one that saves most by itself."""
    best: dict[str, tuple[int, _Fit]] = {}
    for fit in fits:
        group = fit.rule.group
        if group:
            worth = _take(fit, state, lines, basket).worth - state.worth
            if group not in best or worth > best[group][0]:
                best[group] = worth, fit
    return [fit for fit in fits if not fit.rule.group or best[fit.rule.group][1] is fit]


def _take(fit: _Fit, state: _State, lines: Sequence[Line], basket: Basket) -> _State:
    """Let one offer act. What would save nothing, or more than its budget has left, does not."""
    parts = list(
        map(Part, map(lines.__getitem__, fit.picked), map(state.left.__getitem__, fit.picked))
    )
    saving = fit.rule.benefit.take(parts, delivery=state.delivery, gifts=basket.gifts)
    budget = fit.rule.budget_left
    if not (saving.worth or saving.is_open) or (budget is not None and saving.worth > budget):
        return state
    left = list(state.left)
    for at, off in zip(fit.picked, saving.lines, strict=True):
        left[at] -= off
    delivery = None if state.delivery is None else state.delivery - saving.delivery
    return _State(tuple(left), delivery, (*state.taken, (fit, saving)))


def _outcome(state: _State, lines: Sequence[Line], refused: Mapping[int, str]) -> Outcome:
    by_line: dict[str, list[Reason]] = {}
    delivery, gifts, taken = [], [], []
    for fit, saving in state.taken:
        rule, sentence = fit.rule, fit.rule.benefit.words()
        for at, off in zip(fit.picked, saving.lines, strict=True):
            if off:
                reason = Reason(rule.id, rule.label, sentence, off)
                by_line.setdefault(lines[at].key, []).append(reason)
        if saving.delivery or saving.is_open:
            delivery.append(Reason(rule.id, rule.label, sentence, saving.delivery))
        if saving.gift is not None:
            gifts.append(Gift(rule.id, rule.label, sentence, *saving.gift, saving.gift_worth))
        whole = Reason(rule.id, rule.label, sentence, saving.worth)
        taken.append(Taken(rule.id, rule.revision, saving.worth, whole))
    return Outcome(
        lines={key: tuple(reasons) for key, reasons in by_line.items()},
        delivery=tuple(delivery),
        gifts=tuple(gifts),
        taken=tuple(taken),
        refused=refused,
    )
