"""What the business does not allow, said to the person who tried."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An expected "no". `sentence` may hold named placeholders, filled from keyword arguments.

    A view catches it by name and shows `str(refusal)`; one that nobody catches becomes a page
    (or a fragment for htmx) with `status`.
    """

    sentence: str | Promise = _("This cannot be done right now.")
    status = 422

    def __init__(self, sentence: str | Promise | None = None, **values: Any) -> None:
        self.values = values
        self._text = sentence or self.sentence
        super().__init__()

    def __str__(self) -> str:
        return str(self._text) % self.values if self.values else str(self._text)


class Gone(Refusal):
    """What was here has ended and will not come back."""

    sentence = _("This page has expired.")
    status = 410


class TooMany(Refusal):
    """Too many tries in too little time."""

    sentence = _("Too many tries. Wait a moment and try again.")
    status = 429
