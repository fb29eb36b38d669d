"""Letting go of a database that hangs.

A server that is stopped, or cut off without a word, answers nothing, and a statement sent to it
waits for ever: no time limit of its own runs there. Web has few threads, and soon all of them would
wait, so that not even `/livez` were answered. This closes the sockets of statements under way once
two probes in a row found no answer, within fifteen seconds; their requests end as 503, and the pool
makes new connections when it can.
"""

import os
import socket
import weakref
from typing import Any

import structlog
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

from flowt import background
from flowt.probe import NoAnswer, Probe, answers, one_row

log = structlog.get_logger()
PROBE_SECONDS = 2.0
MISSES = 2
_probe = Probe("hung", lambda: one_row("SELECT 1"))
_used: "weakref.WeakSet[Any]" = weakref.WeakSet()
_missed = 0


def watch() -> None:
    """Begin to watch this process's connections, once it serves pages."""
    connection_created.connect(_remember, dispatch_uid="flowt.hung")
    background.duty(look)


def _remember(connection: Any, **_: Any) -> None:
    _used.add(connection.connection)


def look() -> bool:
    """Probe once; let go of what waits after the second miss. Returns whether it did."""
    global _missed  # noqa: PLW0603 - one watcher a process
    found = answers({"database": _probe}, PROBE_SECONDS)["database"]
    _missed = _missed + 1 if isinstance(found, NoAnswer) else 0
    if _missed < MISSES:
        return False
    count = let_go()
    if count:
        log.error("database_hangs", statements=count)
    return True


def let_go() -> int:
    """Close the sockets of statements under way: whoever waits for one gets an error at once."""
    count = 0
    for connection in list(_used):
        try:
            if connection.info.transaction_status != TransactionStatus.ACTIVE:
                continue
            with socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
            count += 1
        except Exception:  # noqa: BLE001, S112 - closed meanwhile
            continue
    return count
