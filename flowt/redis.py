"""The one Redis client: doorbell, pub/sub, cache versions. Losing it loses no data.

What is to be said after a commit goes to it in one trip, however many say something.
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

# redis-py loads OpenTelemetry's meters where they are installed, a twentieth of a process's start,
# for figures that nobody asks it for: `flowt.metrics` counts, and `flowt.tracing` traces.
_METERS = dict.fromkeys({"opentelemetry.metrics", "opentelemetry.sdk.metrics"} - sys.modules.keys())
sys.modules.update(_METERS)  # type: ignore[arg-type]
import redis  # noqa: E402
from redis.backoff import NoBackoff  # noqa: E402
from redis.retry import Retry  # noqa: E402

for _name in _METERS:
    del sys.modules[_name]

RedisError = redis.RedisError


@cache
def client() -> redis.Redis:
    """Return this process's client. Its calls fail fast: callers go on without Redis."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=2,
        socket_connect_timeout=1,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


class _Word(NamedTuple):
    say: Callable[[Any], Any]  # one command, of the pipeline that is given
    heard: Callable[[Any], None] | None
    failed: Callable[[Exception], None]


class _Words:
    """What one transaction says once it has committed."""

    def __init__(self) -> None:
        self.said: list[_Word] = []

    def __call__(self) -> None:
        try:
            with client().pipeline(transaction=False) as pipe:
                for word in self.said:
                    word.say(pipe)
                answers = pipe.execute(raise_on_error=False)
        except (RedisError, OSError) as error:
            answers = [error] * len(self.said)
        for word, answer in zip(self.said, answers, strict=True):
            if isinstance(answer, Exception):
                word.failed(answer)
            elif word.heard is not None:
                word.heard(answer)


def after_commit(
    say: Callable[[Any], Any],
    *,
    heard: Callable[[Any], None] | None = None,
    failed: Callable[[Exception], None],
) -> None:
    """Say one thing once the transaction in force has committed; at once outside of one.

    `say` is given what takes the command, `heard` the answer, `failed` why there is none.
    """
    word = _Word(say, heard, failed)
    waiting: list[Any] = connection.run_on_commit[-1:]
    for savepoints, words, _is_robust in waiting:
        if isinstance(words, _Words) and savepoints == set(connection.savepoint_ids):
            words.said.append(word)
            return
    words = _Words()
    words.said.append(word)
    transaction.on_commit(words)
