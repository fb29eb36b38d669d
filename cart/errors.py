from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from flowt.errors import Refusal


class CartFull(Refusal):
    sentence = _("A cart holds at most %(limit)s lines. Finish this order before adding more.")


class TooManyUnits(Refusal):
    sentence = _("At most %(limit)s of one item fit in an order.")


class NotForSale(Refusal):
    sentence = _("This item cannot be ordered right now.")


class BadChoice(Refusal):
    """What was chosen breaks the item's rules. `problems` are `catalog.options.Problem`s."""

    sentence = _("Look at the options again: %(first)s")

    def __init__(self, problems: Sequence[Any]) -> None:
        self.problems = tuple(problems)
        super().__init__(first=problems[0].sentence)


class NotANumber(Refusal):
    sentence = _("Type the quantity as a whole number.")


class NoneAskedFor(Refusal):
    sentence = _("Choose at least one.")
