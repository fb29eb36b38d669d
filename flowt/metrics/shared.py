"""The sum of all processes, in Redis: counters in one hash, each process's state in another.

Counts are differences, so a process that died leaves nothing to clean up; its state grows old and
is dropped. Without Redis the counts wait in their process. A lost Redis begins at zero, which
Prometheus knows of every counter.
"""

import json
import os
import socket
import time
from typing import Any

from flowt.metrics import store
from flowt.redis import client

COUNTS = "flowt:metrics:counts"
STATES = "flowt:metrics:processes"
STALE_SECONDS = 30
_SEPARATOR = "\x1f"
_SUM, _BUCKET = "sum", "le"


def carry_over(state: dict[str, Any]) -> None:
    """Add this process's counts to everybody's, and say how it is. Raises RedisError."""
    counts, spreads = store.take()
    try:
        with client().pipeline(transaction=False) as pipe:
            for key, value in counts.items():
                pipe.hincrbyfloat(COUNTS, _SEPARATOR.join(key), value)
            for key, spread in spreads.items():
                for field, value in _fields(key, spread):
                    pipe.hincrbyfloat(COUNTS, field, value)
            pipe.hset(STATES, _me(), json.dumps(state | {"at": time.time()}))
            pipe.execute()
    except BaseException:
        store.give_back(counts, spreads)
        raise


def forget_me() -> None:
    """A process that ends in order takes its state with it. Raises RedisError."""
    client().hdel(STATES, _me())


def totals() -> dict[tuple[str, ...], float]:
    """Return every series: (name, labels' values…) → value. Raises RedisError."""
    found: dict[Any, Any] = client().hgetall(COUNTS)
    return {tuple(key.decode().split(_SEPARATOR)): float(value) for key, value in found.items()}


def processes() -> list[dict[str, Any]]:
    """Return the state of each living process; forget the dead. Raises RedisError."""
    alive, dead, now = [], [], time.time()
    found: dict[Any, Any] = client().hgetall(STATES)
    for name, text in found.items():
        state = json.loads(text)
        if now - state["at"] > STALE_SECONDS:
            dead.append(name)
        else:
            alive.append(state | {"name": name.decode()})
    if dead:
        client().hdel(STATES, *dead)
    return sorted(alive, key=lambda state: (state["role"], state["name"]))


def spread_of(
    totals_: dict[tuple[str, ...], float], name: str
) -> dict[tuple[str, ...], tuple[list[float], float]]:
    """Collect a histogram: labels' values → (counts by bucket, the sum of seconds)."""
    found: dict[tuple[str, ...], tuple[list[float], float]] = {}
    for key, value in totals_.items():
        if key[0] != name:
            continue
        labels, (what, at) = key[1:-2], key[-2:]
        buckets, total = found.setdefault(labels, ([0.0] * (len(store.BUCKETS) + 1), 0.0))
        if what == _BUCKET:
            buckets[int(at)] += value
        else:
            found[labels] = (buckets, total + value)
    return found


def _fields(key: store.Key, spread: list[float]) -> list[tuple[str, float]]:
    whole = [(_SEPARATOR.join((*key, _SUM, "0")), spread[-1])]
    counts = enumerate(spread[:-1])
    return whole + [(_SEPARATOR.join((*key, _BUCKET, str(i))), n) for i, n in counts if n]


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
