"""The servers that this process is connected to, standing still and going on."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from django.db import connection

from flowt.redis import client


@contextmanager
def frozen(name: str) -> Iterator[None]:
    """Freeze "postgres" (with all it started) or "valkey" while the block runs."""
    found = _processes(name)
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            os.kill(pid, signal.SIGCONT)


def _processes(name: str) -> list[int]:
    if name == "valkey":
        return [int(client().info("server")["process_id"])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    main = backend.parent()
    return [main.pid, *(child.pid for child in main.children(recursive=True))]
