"""What its limits leave of an offer, by what was counted of its uses."""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from flowt.money import from_units
from offers.engine import Rule
from offers.models import Offer
from offers.selectors import Shelved
from offers.standing import Uses
from offers.who import Who

MANY_AT_ONCE = 100  # orders that may be under way with one offer


def as_it_stands(one: Shelved, uses: Uses | None, who: Who, currency: str) -> Rule:
    """The rule with what its limits leave of it."""
    if not one.is_limited or uses is None:
        return one.rule
    budget = None
    if one.budget is not None:
        budget = max(int((one.budget - uses.spent) / from_units(1, currency)), 0)
    return replace(one.rule, blocked=blocked(one, uses, who), budget_left=budget)


def is_plenty(one: Shelved, uses: Uses | None, amount: Decimal) -> bool:
    """Is there enough for many such orders at once?"""
    if uses is None:
        return False
    if one.limit_total is not None and one.limit_total - uses.count <= MANY_AT_ONCE:
        return False
    return one.budget is None or one.budget - uses.spent > MANY_AT_ONCE * amount


def blocked(one: Shelved | Offer, uses: Uses, who: Who) -> str:
    """Say which limit of an offer is reached; "" where none is."""
    if one.limit_total is not None and uses.count >= one.limit_total:
        return _("It was used up.")
    if one.budget is not None and uses.spent >= one.budget:
        return _("It was used up.")
    if one.limit_per_period is not None and uses.in_period >= one.limit_per_period:
        return {
            "day": _("It was used up for today."),
            "week": _("It was used up for this week."),
            "month": _("It was used up for this month."),
        }[one.period]
    if one.limit_per_person is None:
        return ""
    if not who.is_known:
        return _("Tell us your phone or CPF to use it.") if who.is_final else ""
    return _("You have used it already.") if uses.by_person >= one.limit_per_person else ""
