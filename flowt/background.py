"""What each process does beside its work: every few seconds it carries its counts and errors over.

Started by whoever starts a process for good: web, live, worker. Commands and tests have none.
"""

import atexit
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil
import structlog
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from flowt import heap, tracing
from flowt.metrics import classes, shared
from flowt.redis import RedisError

log = structlog.get_logger()
EVERY_SECONDS = 5.0
CLASSES_SECONDS = 60.0
_pid = 0
_stop = threading.Event()
_duties: list[Callable[[], object]] = []
gauges: dict[str, Callable[[], float]] = {}  # of this process alone: {"streams": how many}


def duty(function: Callable[[], object]) -> Callable[[], object]:
    """Have `function` called with every turn. It may raise RedisError: then it is called again."""
    _duties.append(function)
    return function


def start(role: str) -> None:
    """Begin, once a process; `role` is web, live, worker or beat."""
    global _pid  # noqa: PLW0603 - a thread belongs to the process that started it
    if _pid == os.getpid():
        return
    heap.settle()
    _pid = os.getpid()
    _stop.clear()
    threading.Thread(target=_run, args=(role,), name="flowt-background", daemon=True).start()
    atexit.register(finish, role)


def finish(role: str) -> None:
    """Carry over what is left, when a process ends in order. A repeat does nothing."""
    global _pid  # noqa: PLW0603
    if _pid != os.getpid():
        return
    _pid = 0
    _stop.set()
    tracing.flush()
    if turn(role):
        try:
            shared.forget_me()
        except RedisError:
            return


def turn(role: str) -> bool:
    """Carry everything over once. False where Redis does not answer: it goes with the next."""
    is_done = True
    for function in (lambda: shared.carry_over(state_of(role)), *_duties):
        try:
            function()
        except (RedisError, OSError):
            is_done = False
    return is_done


def state_of(role: str) -> dict[str, Any]:
    """Describe this process: memory, pool, and what it counts as a level."""
    me = psutil.Process()
    state: dict[str, Any] = {"role": role, "memory": me.memory_info().rss}
    state["since"] = me.create_time()
    pool = DatabaseWrapper._connection_pools.get("default")  # type: ignore[attr-defined]
    if pool is not None:
        stats = pool.get_stats()
        state["pool_size"] = stats.get("pool_size", 0)
        state["pool_in_use"] = state["pool_size"] - stats.get("pool_available", 0)
        state["pool_waiting"] = stats.get("requests_waiting", 0)
        state["pool_max"] = stats.get("pool_max", 0)
    return state | {name: read() for name, read in gauges.items()}


def _run(role: str) -> None:
    next_look = 0.0
    while not _stop.wait(EVERY_SECONDS):
        try:
            turn(role)
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + CLASSES_SECONDS
                classes.refresh()
        except RedisError:
            continue
        except Exception:
            log.exception("background_failed")
        finally:
            connection.close()  # this thread needs none until the next turn
