"""What the business does not allow, said to the person who tried."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


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
    """Too many tries in too little time. Its answer says in Retry-After how long to wait."""

    sentence = _("Too many tries. Wait a moment and try again.")
    status = 429

    def __init__(self, *, retry_after_seconds: int = 0) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(_wait_for(retry_after_seconds) if retry_after_seconds else None)


def _wait_for(seconds: int) -> str:
    """Say how long to wait: seconds below a minute and a half, then whole minutes."""
    if seconds < 90:
        text = ngettext(
            "Too many tries. Wait %(count)s second and try again.",
            "Too many tries. Wait %(count)s seconds and try again.",
            seconds,
        )
        return text % {"count": seconds}
    minutes = -(-seconds // 60)
    text = ngettext(
        "Too many tries. Wait %(count)s minute and try again.",
        "Too many tries. Wait %(count)s minutes and try again.",
        minutes,
    )
    return text % {"count": minutes}
