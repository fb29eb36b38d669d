"""Servers of the benchmark's own, in a temporary folder, as an installation has them."""

import os
import random
import shutil
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from flowt.installation import Installation
from flowt.servers import postgres, valkey
from flowt.servers.process import Program, Running
from flowt.supervisor import programs


@contextmanager
def servers() -> Iterator[Installation]:
    """Start PostgreSQL and Valkey, durable as in production; set Django up on them."""
    folder = Path(tempfile.mkdtemp(prefix="flowt-bench-"))
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "FLOWT_SECRET_KEY",
        "FLOWT_FIELD_KEYS",
        "FLOWT_DEBUG",
    ):
        os.environ.pop(name, None)
    os.environ |= {"FLOWT_LOG_LEVEL": "WARNING", "FLOWT_DB_POOL_MAX": "20"}
    installation = Installation(data=folder, port=free_port())
    try:
        installation.prepare()
        with ExitStack() as stack:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.running(folder / "postgres"))
            os.environ["REDIS_URL"] = stack.enter_context(valkey.running(folder / "valkey"))
            yield installation
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(program: Program, url: str, log: Path) -> Iterator[None]:
    """Run a program until the block ends. The block begins when `url` answers."""
    with started(program, lambda: _answers(url), log):
        yield


@contextmanager
def started(program: Program, is_ready: Callable[[], bool], log: Path) -> Iterator[None]:
    """Run a program until the block ends. The block begins when `is_ready`."""
    with log.open("ab") as output:
        process = Running(program, output)
        try:
            if not process.wait_until(is_ready, 30):
                sys.exit(f"{program.name} did not start:\n{log.read_text()[-2000:]}")
            yield
        finally:
            process.stop(3)


def web(installation: Installation) -> Program:
    """The web process as `flowt up` runs it, with the references' routes added."""
    program = programs.web(installation)
    argv = [word.replace("flowt.wsgi:", "bench.wsgi:") for word in program.argv]
    return replace(program, argv=tuple(argv))


def free_port() -> int:
    """A port that is free together with the next one, where no outgoing connection takes it."""
    for _ in range(200):
        port = random.randrange(20_000, 32_000)
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    sys.exit("no two free ports in a row")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        time.sleep(0.1)
        return False
