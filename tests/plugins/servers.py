"""One PostgreSQL and one Valkey for a whole test run, up before Django reads its settings.

Named in `addopts`, because a conftest would be read too late. With xdist the controller
starts the servers; each worker inherits their addresses, takes a Redis database of its own,
and pytest-django gives it a database of its own. `DATABASE_URL` or `REDIS_URL` given from
outside are used as they are.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowt.servers import postgres, valkey
from flowt.servers.process import Server

WORKER = os.environ.get("PYTEST_XDIST_WORKER")  # "gw0", "gw1"... or None
_servers: list[Server] = []
_folder: Path | None = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> Iterator[None]:
    """Before pytest-django, which imports the settings in the same hook."""
    if WORKER:
        _take_own_redis_database(int(WORKER.removeprefix("gw")) + 1)
        _take_own_folder(WORKER)
    elif not {"--version", "--help", "-h", "--fixtures", "--markers"} & set(args):
        atexit.register(_stop)  # pytest calls nothing of ours when the settings fail to load
        _start()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _stop()


def _stop() -> None:
    for server in reversed(_servers):
        server.stop()
    _servers.clear()
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)


def _start() -> None:
    global _folder  # noqa: PLW0603 - one per process, and a plugin module has no better place
    _folder = Path(tempfile.mkdtemp(prefix="flowt-tests-"))
    for variable, server in (("DATABASE_URL", postgres), ("REDIS_URL", valkey)):
        if not os.environ.get(variable):
            _servers.append(server.start(_folder / server.__name__.rpartition(".")[2], fast=True))
            os.environ[variable] = _servers[-1].url
    (_folder / "data" / "static").mkdir(parents=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "flowt.settings",
        "FLOWT_DATA": str(_folder / "data"),
        "FLOWT_SECRET_KEY": "only-for-tests-" + "0" * 40,
        "FLOWT_FIELD_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMDE=",
        "FLOWT_DEMO": "1",
        "FLOWT_DEBUG": "0",
        "FLOWT_LOG_LEVEL": "WARNING",
        # Playwright keeps an event loop running in this thread; our tests are not in it.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }


def _take_own_folder(name: str) -> None:
    """Media, mail and the rest: the tenants of two workers have the same names."""
    folder = Path(os.environ["FLOWT_DATA"]) / name
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ["FLOWT_DATA"] = str(folder)


def _take_own_redis_database(number: int) -> None:
    base = os.environ["REDIS_URL"].rpartition("/")[0]
    os.environ["REDIS_URL"] = f"{base}/{number}"
