"""Trying once more what found that an offer had changed between its price and its place."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from offers.errors import OfferGone
from offers.selectors import forget_tenant

Asked = ParamSpec("Asked")
Result = TypeVar("Result")
MOST_TRIES = 3


def priced_anew(place: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """Have `place`, which is a transaction of its own, run again where offers were not as it knew
    them. With the price they give now it comes to the same total, or says which other one.
    """

    @wraps(place)
    def placed(*args: Asked.args, **asked: Asked.kwargs) -> Result:
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                return place(*args, **asked)
            except OfferGone:
                forget_tenant()
                if not tries_left:
                    raise
        raise AssertionError("the loop returns or raises")

    return placed
