"""What Redis keeps of one tenant: all of it may be forgotten."""

from contextlib import suppress

from flowt.redis import RedisError, client


def forget_cached(schema: str) -> int:
    """Delete every key that carries the schema's name; return how many. Redis may be away."""
    count = 0
    with suppress(RedisError):
        for pattern in (f"{schema}:*", f"flowt:{schema}:*"):
            for key in client().scan_iter(match=pattern, count=1000):
                count += int(client().delete(key))
    return count
