"""The real web server, granian, before the test run's own database, with a log to be read."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.world import free_port
from tests.flowt.test_live import wait_for


@dataclass(frozen=True)
class Served:
    port: int
    log: Path


@contextmanager
def granian(
    folder: Path,
    *,
    threads: int = 16,
    port: int | None = None,
    tls: tuple[Path, Path] | None = None,
    **env: str,
) -> Iterator[Served]:
    """Serve the test database until the block ends; with a certificate and its key, over TLS."""
    port, log = port or free_port(), folder / "web.log"
    database = os.environ["DATABASE_URL"]
    name = connection.settings_dict["NAME"]
    place, _, query = database.partition("?")
    url = f"{place.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--http", "1", "--no-ws", "--workers", "1"]
    command += ["--blocking-threads", str(threads), "--workers-kill-timeout", "1"]
    if tls is not None:
        command += ["--ssl-certificate", str(tls[0]), "--ssl-keyfile", str(tls[1])]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "FLOWT_DATA": str(settings.FLOWT_DATA),
        "FLOWT_PORT": str(port),
        "FLOWT_LOG": "json",
        "FLOWT_LOG_LEVEL": "INFO",
        "FLOWT_RATES": "*=1000000/minute",
        **env,
    }
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "flowt.wsgi:application"], env=environment, stdout=out, stderr=out
        )
        try:
            wait_for(lambda: is_open(port), 180)
            yield Served(port, log)
        finally:
            process.terminate()
            process.wait(60)


def is_open(port: int) -> bool:
    """Raises OSError while nobody listens."""
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    return True
