"""Pages by cursor: where the last one ended, so what is added meanwhile shifts nothing.

A cursor is signed for its tenant, its list and its filters: elsewhere it is no cursor.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from flowt.api.problems import FieldError, invalid
from flowt.api.types import Filters, Output
from flowt.tenancy import current_schema

Row = TypeVar("Row")
Item = TypeVar("Item")
MOST, USUAL = 100, 50


class Paged(Filters):
    """What every list takes."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=N_("How many to return at most."))
    cursor: str = Field(
        "", max_length=400, description=N_("`next_cursor` of the page before; none for the first.")
    )


class Page(Output, Generic[Item]):
    """One page of a list."""

    data: list[Item]
    next_cursor: str | None = Field(description=N_("Send it as `cursor` for the next page."))
    next: str | None = Field(description=N_("Address of the next page; null on the last one."))


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """The rows of one page, and where the next begins."""

    rows: list[Row]
    next_cursor: str | None
    next: str | None


def after(request: HttpRequest, asked: Paged) -> int | None:
    """Return the key the page begins after; None for the first. Raises Problem on no cursor."""
    if not asked.cursor:
        return None
    try:
        found = signing.loads(asked.cursor, salt=_salt(request))
    except signing.BadSignature:
        found = None
    if type(found) is not int:
        sentence = _("This is no cursor of this list. Begin again without one.")
        raise invalid(FieldError("/cursor", sentence, "query"))
    return found


def cut(
    request: HttpRequest, asked: Paged, rows: Iterable[Row], key: Callable[[Row], int]
) -> Slice[Row]:
    """Cut a page out of up to `limit` + 1 rows: the last one only tells that there are more."""
    found = list(rows)
    kept = found[: asked.limit]
    if len(found) <= asked.limit:
        return Slice(kept, None, None)
    cursor = signing.dumps(key(kept[-1]), salt=_salt(request))
    query = [(name, value) for name, value in _asked(request) if name != "cursor"]
    there = f"{request.path}?{urlencode([*query, ('cursor', cursor)])}"
    return Slice(kept, cursor, request.build_absolute_uri(there))


def link(part: Slice[Any]) -> dict[str, str]:
    return {"Link": f'<{part.next}>; rel="next"'} if part.next else {}


def _salt(request: HttpRequest) -> str:
    filters = sorted(pair for pair in _asked(request) if pair[0] not in ("cursor", "limit"))
    return f"flowt.api.cursor:{current_schema()}:{request.path}:{urlencode(filters)}"


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.GET.lists() for value in values]
