"""Who handles which kind of due work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.conf import settings
from django.db import connection, transaction


class LeaseLost(Exception):
    """Another worker holds this job now; whatever this one still wanted to write is dropped."""


class Later(Exception):
    """Raised by a handler that is not done: call it again after `seconds`. It is no failure."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds} s")
        self.seconds = seconds


@dataclass
class Hold:
    """Until when, by this process's own clock, a lease is surely ours."""

    until: float

    @classmethod
    def since(cls, moment: float) -> "Hold":
        return cls(moment + settings.FLOWT_LEASE_SECONDS)


@dataclass(frozen=True)
class Lease:
    """A claim on one job. Only who holds its newest token may write for it."""

    job_id: int
    token: int
    tenant_id: int
    kind: str
    ref: str
    attempt: int
    run_at: datetime
    hold: Hold = field(compare=False, repr=False)

    @property
    def is_held(self) -> bool:
        """Surely still ours, by the clock alone. To be asked right before what cannot be undone."""
        return time.monotonic() < self.hold.until

    @contextmanager
    def guard(self) -> Iterator[None]:
        """A transaction that holds the job's row, and fails with LeaseLost if the token is old.

        PostgreSQL ends it where this process stands still in it for as long as a lease lasts.
        """
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('idle_in_transaction_session_timeout', %s, true)"
                    " FROM public.due_queue WHERE id = %s AND lease_token = %s FOR UPDATE",
                    [f"{settings.FLOWT_LEASE_SECONDS}s", self.job_id, self.token],
                )
                if cursor.fetchone() is None:
                    raise LeaseLost(f"{self.kind} {self.ref}")
            yield


class Lane(IntEnum):
    """What runs apart: somebody's slow provider must not hold up what only needs the database."""

    OURS = 0
    NETWORK = 1


@dataclass(frozen=True)
class Handler:
    function: Callable[..., Any]
    is_atomic: bool


_handlers: dict[str, Handler] = {}


def handles(
    kind: str, *, atomic: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the handler of `kind`.

    An atomic one gets `ref`; its writes and the job's end commit together. One that talks to the
    network says `atomic=False`, gets `ref` and the `Lease`, and writes inside `lease.guard()`.
    Either may raise `Later`. An atomic one is called in a transaction, which a quick kind shares
    with its neighbours in the queue; a failure among them undoes all, and each runs by itself.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if kind in _handlers and _handlers[kind].function.__qualname__ != function.__qualname__:
            raise ValueError(f"due kind {kind!r} is taken")
        _handlers[kind] = Handler(function, atomic)
        return function

    return register


def handler(kind: str) -> Handler:
    return _handlers[kind]


def lane_of(kind: str) -> Lane:
    """Where jobs of this kind run; of a kind nobody knows here, where its failure is cheap."""
    known = _handlers.get(kind)
    return Lane.OURS if known is None or known.is_atomic else Lane.NETWORK
