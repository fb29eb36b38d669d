"""Versions: how a process learns that what it keeps in memory is old.

The truth is a row in `public.flowt_version`, changed in the transaction that changed the data.
Redis holds a copy for quick reading; without Redis the row is read instead. A copy only grows,
so neither a slow writer nor a slow reader can bring an old number back.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from flowt.redis import RedisError, client

KEEP_SECONDS = 60
_SET_IF_GREATER = """
local have = tonumber(redis.call('GET', KEYS[1]) or '-1')
if tonumber(ARGV[1]) >= have then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
return 1
"""


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
    try:
        found: list[bytes | str | None] = client().mget([_key(name) for name in names])
    except RedisError:
        return _from_rows(names, copy=False)
    known = [int(value) for value in found if value is not None]
    return known if len(known) == len(names) else _from_rows(names, copy=True)


def _from_rows(names: tuple[str, ...], *, copy: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, value FROM public.flowt_version WHERE name = ANY(%s)", [list(names)]
        )
        rows = dict.fromkeys(names, 0) | dict(cursor.fetchall())
    if copy:
        _copy(rows)
    return [rows[name] for name in names]


def _copy(versions: dict[str, int]) -> None:
    try:
        with client().pipeline(transaction=False) as pipe:
            for name, value in versions.items():
                pipe.eval(_SET_IF_GREATER, 1, _key(name), value, KEEP_SECONDS)
            pipe.execute()
    except RedisError:
        return  # the copy expires by itself, and readers without Redis ask the row
