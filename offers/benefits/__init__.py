"""What an offer gives: one module a member, found by its `kind`.

A member takes something off what offers before it left: a percentage is of what is left of a
line, never of a price that something was already taken off (docs/decisions/0060). Amounts are in
the currency's smallest unit; `settings` are what the `Settings` form stored.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import get_language

from flowt.money import format_money, from_units, to_units
from flowt.registry import Registry
from offers.basket import Part, Saving
from offers.settings import RuleSettings


class Benefit:
    """Base of the family. `stage` says who acts first among offers of one priority."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise]  # for the owner who chooses it
    icon: ClassVar[str] = "badge-percent"
    stage: ClassVar[int] = 0

    class Settings(RuleSettings):
        pass

    def __init__(self, settings: Mapping[str, Any], currency: str = "BRL") -> None:
        self.settings, self.currency = settings, currency
        self._words: dict[str, str] = {}

    def take(
        self, parts: Sequence[Part], *, delivery: int | None, gifts: Mapping[int, int]
    ) -> Saving:
        """Return what it takes off; for each part at most what is left of it.

        `delivery` is what is left of the fee, None where that is not known. The order of `parts`
        is fixed by their content, so that cents go to the same line however they were put in.
        """
        raise NotImplementedError

    def sentence(self) -> str:
        """Say what it gives, in a few words for the customer."""
        raise NotImplementedError

    def words(self) -> str:
        """The sentence, made once in each language."""
        language = get_language() or ""
        if language not in self._words:
            self._words[language] = self.sentence()
        return self._words[language]

    @property
    def item_id(self) -> int | None:
        """The item it gives away."""
        return None

    @property
    def units_given(self) -> int:
        """How many of that item."""
        return 0

    def units(self, name: str) -> int:
        """A setting that is an amount, in the smallest unit; 0 where it is blank."""
        value = self.settings.get(name)
        return to_units(Decimal(str(value)), self.currency) if value else 0

    def money(self, units: int) -> str:
        return format_money(from_units(units, self.currency), self.currency)


benefits: Registry[Benefit] = Registry(Benefit)
