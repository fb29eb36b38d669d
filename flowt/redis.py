"""The one Redis client: doorbell, pub/sub, cache versions. Losing it loses no data."""

from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

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
