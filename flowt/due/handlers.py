"""Who handles which kind of due work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


class LeaseLost(Exception):
    """Another worker holds this job now; whatever this one still wanted to write is dropped."""


@dataclass(frozen=True)
class Lease:
    """A claim on one job. Only who holds its newest token may write for it."""

    job_id: int
    token: int
    tenant_id: int
    kind: str
    ref: str
    attempt: int

    @contextmanager
    def guard(self) -> Iterator[None]:
        """A transaction that holds the job's row, and fails with LeaseLost if the token is old."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM public.due_queue WHERE id = %s AND lease_token = %s FOR UPDATE",
                    [self.job_id, self.token],
                )
                if cursor.fetchone() is None:
                    raise LeaseLost(f"{self.kind} {self.ref}")
            yield


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
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if kind in _handlers and _handlers[kind].function.__qualname__ != function.__qualname__:
            raise ValueError(f"due kind {kind!r} is taken")
        _handlers[kind] = Handler(function, atomic)
        return function

    return register


def handler(kind: str) -> Handler:
    return _handlers[kind]
