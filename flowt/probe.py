"""Asking a server how it is, without waiting for one that hangs.

Each question has one thread of its own; while an answer is outstanding nobody starts another, so a
database that hangs for an hour holds one thread and one connection, not one for each question.
"""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

import psycopg
from django.db import connection as django_connection


class NoAnswer(Exception):
    """It did not answer in time; it may yet."""


class Ending(Exception):
    """This process ends and asks nobody any more."""


class Probe:
    """One question, such as "how long is the queue", asked again and again."""

    def __init__(self, name: str, ask: Callable[[], Any]) -> None:
        self.name, self._ask = name, ask
        self._lock = threading.Lock()
        self._future: Future[Any] | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._pid = 0

    def start(self) -> "Future[Any]":
        """Ask, or join the question that is still open."""
        with self._lock:
            if self._pid != os.getpid():  # a thread does not survive a fork
                self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"probe-{self.name}")
                self._pid, self._future = os.getpid(), None
            if self._future is None or self._future.done():
                assert self._pool is not None
                try:
                    self._future = self._pool.submit(self._ask)
                except RuntimeError as error:  # the interpreter takes no new work while it ends
                    raise Ending("shutting down") from error
            return self._future


def answers(probes: dict[str, Probe], seconds: float) -> dict[str, Any]:
    """Ask all at once; return each one's answer, or the exception that stands for it."""
    asked: dict[str, Future[Any]] = {}
    found: dict[str, Any] = {}
    for name, probe in probes.items():
        try:
            asked[name] = probe.start()
        except Ending as error:
            found[name] = error
    until = time.monotonic() + seconds
    for name, future in asked.items():
        try:
            found[name] = future.result(max(until - time.monotonic(), 0))
        except NotYet:
            found[name] = NoAnswer(f"no answer within {seconds:g} s")
        except Exception as error:  # noqa: BLE001 - it is the answer
            found[name] = error
    return found


def one_row(sql: str, milliseconds: int = 1500) -> tuple[Any, ...]:
    """Run a query under a time limit, on a new connection beside the pool.

    A pool that is all in use must not look like an outage. Raises psycopg.Error.
    """
    parameters = django_connection.get_connection_params()
    parameters |= {"autocommit": True, "application_name": "flowt probe"}
    with psycopg.connect(**parameters) as own:
        own.execute(f"SET statement_timeout = {int(milliseconds)}")
        return tuple(own.execute(sql).fetchone() or ())
