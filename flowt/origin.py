"""Who and what started the work at hand: request, person, journey. Bound once, read anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4


@dataclass(frozen=True)
class Origin:
    """`correlation_id` names the journey (from the first touch on); `request_id` one request.

    `acting_as` names in whose place the person works, as support does; empty: in their own.
    """

    correlation_id: UUID
    request_id: str = ""
    user_id: int | None = None
    ip: str = ""
    source: str = "system"
    acting_as: str = ""


_current: ContextVar[Origin | None] = ContextVar("flowt_origin", default=None)


def current() -> Origin:
    """Return what is bound, or a new journey of the system itself."""
    return _current.get() or Origin(correlation_id=uuid4())


def bound_now() -> Origin | None:
    """Return what is bound, if anything is."""
    return _current.get()


@contextmanager
def bound(origin: Origin) -> Iterator[Origin]:
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


def amend(**changes: Any) -> None:
    """Change the bound origin, as when the request's session tells the journey's id."""
    _current.set(replace(current(), **changes))
