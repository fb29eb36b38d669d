"""When an offer is given: one module a member, found by its `kind`.

All conditions of an offer must hold. Some also pick lines: the benefit acts on what all of them
pick, and an offer that picks nothing is not given. No database here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise

from flowt.registry import Registry
from offers.basket import Basket, Line
from offers.settings import RuleSettings


class Condition:
    """Base of the family. `settings` are what the `Settings` form stored."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    about: ClassVar[str | Promise]  # for the owner who chooses it
    icon: ClassVar[str] = "funnel"
    picks_lines: ClassVar[bool] = False
    asks_person: ClassVar[bool] = False  # it must be known who buys

    class Settings(RuleSettings):
        pass

    def __init__(self, settings: Mapping[str, Any], currency: str = "BRL") -> None:
        self.settings, self.currency = settings, currency

    def holds(self, basket: Basket) -> bool:
        return True

    def picks(self, line: Line) -> bool:
        return True

    def missing(self, basket: Basket) -> str:
        """Say why it does not hold, or nothing was picked, to whoever typed a coupon."""
        raise NotImplementedError

    def amount_missing(self, basket: Basket) -> int | None:
        """Return how much more money it asks for; None where it asks for something else."""
        return None

    def told(self) -> str:
        """Say to anybody, in a few words, what it asks; "" where that is nobody else's business."""
        return ""

    def next_change(self, at: datetime, time_zone: str) -> datetime | None:
        """When it begins or ceases to hold by time alone; None when it never does."""
        return None


conditions: Registry[Condition] = Registry(Condition)
