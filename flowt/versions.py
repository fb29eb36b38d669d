"""Versions: how a process learns that what it keeps in memory is old.

The truth is a row in `public.flowt_version`, changed in the transaction that changed the data.
Redis holds a copy for quick reading; without Redis the row is read instead. A copy only grows,
so neither a slow writer nor a slow reader can bring an old number back. Copies that are asked for
are renewed from the rows behind the requests' backs, many at a time: none of them waits for it,
and a copy that was never made, because its writer died, is missed for half a minute at most.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from flowt import background
from flowt.redis import RedisError, client

KEEP_SECONDS = 60
RENEW_SECONDS = 25  # and up to five more, as processes do what they do beside their work
RENEW_AT_ONCE = 200
_SET_IF_GREATER = """
local seconds = ARGV[#KEYS + 1]
for n, key in ipairs(KEYS) do
  local have = tonumber(redis.call('GET', key) or '-1')
  if tonumber(ARGV[n]) >= have then redis.call('SET', key, ARGV[n], 'EX', seconds) end
end
return 1
"""
_asked: set[str] = set()  # since they were renewed
_renewed_at = 0.0


def _key(name: str) -> str:
    return f"flowt:version:{name}"


def of_menu(schema: str) -> str:
    """Name the version that a tenant's public pages depend on, beside the tenant's own."""
    return f"menu:{schema}"


def bump(name: str) -> int:
    """Raise `name`'s version in this transaction; others see it with the commit. Returns it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.flowt_version AS v (name, value) VALUES (%s, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = v.value + 1 RETURNING value",
            [name],
        )
        value: int = cursor.fetchone()[0]
    transaction.on_commit(_Bumped(name, value))
    return value


@dataclass(frozen=True, slots=True)
class _Bumped:
    """A version that counts once its transaction has committed."""

    name: str
    value: int

    def __call__(self) -> None:
        _copy({self.name: self.value})


def is_settled(name: str) -> bool:
    """Is the version that this transaction reads everybody's, not one that it raised itself?"""
    waiting: list[Any] = connection.run_on_commit
    return not any(isinstance(hook, _Bumped) and hook.name == name for _ids, hook, _ in waiting)


def row_of(name: str) -> tuple[str, list[str]]:
    """Return the query for `name`'s version as this transaction sees it; no row stands for 0."""
    return "(SELECT value FROM public.flowt_version WHERE name = %s)", [name]


def read(*names: str) -> list[int]:
    """Return the present versions, in order: one trip to Redis, and to the rows where it fails."""
    _asked.update(names)
    try:
        found: list[bytes | str | None] = client().mget([_key(name) for name in names])
    except RedisError:
        return _from_rows(names, copy=False)
    known = [int(value) for value in found if value is not None]
    return known if len(known) == len(names) else _from_rows(names, copy=True)


@background.duty
def renew() -> None:
    """Copy the rows of what was asked for since the last time, if that is some time ago."""
    global _renewed_at  # noqa: PLW0603 - when this process did so
    if time.monotonic() < _renewed_at + RENEW_SECONDS:
        return
    _renewed_at = time.monotonic()
    names = list(_asked)
    _asked.clear()
    try:
        for at in range(0, len(names), RENEW_AT_ONCE):
            _from_rows(names[at : at + RENEW_AT_ONCE], copy=True)
    except DatabaseError:
        return  # copies expire, and those who ask meet the same


def _from_rows(names: Sequence[str], *, copy: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, value FROM public.flowt_version WHERE name = ANY(%s)", [list(names)]
        )
        rows = dict.fromkeys(names, 0) | dict(cursor.fetchall())
    if copy:
        _copy(rows)
    return [rows[name] for name in names]


def _copy(versions: Mapping[str, int]) -> None:
    keys = [_key(name) for name in versions]
    try:
        client().eval(_SET_IF_GREATER, len(keys), *keys, *versions.values(), KEEP_SECONDS)
    except RedisError:
        return  # the copy expires by itself, and readers without Redis ask the row
