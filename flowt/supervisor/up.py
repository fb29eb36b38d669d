"""Bring an installation up, keep it up, and take it down."""

import errno
import json
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass, field
from http import HTTPStatus
from types import ModuleType

import psycopg
import redis

from flowt.installation import Installation, Runtime, SetupError
from flowt.servers import postgres, valkey
from flowt.servers.process import Server, ServerError
from flowt.supervisor import fingerprint, programs
from flowt.supervisor.children import Supervisor
from flowt.supervisor.console import Console
from flowt.supervisor.welcome import welcome

HEALTHY_SECONDS = 90
FREE_MEGABYTES = 200
HEARTBEAT_KEY = "flowt:worker:heartbeat"  # flowt.due.tasks names it; importing that costs a second
PANGO = "PDFs need pango: apt install libpango-1.0-0 libpangoft2-1.0-0"


class Stopped(Exception):
    """A person asked to stop before everything was up."""


@dataclass
class Up:
    """One run of `flowt up`."""

    installation: Installation
    is_demo: bool
    console: Console = field(default_factory=Console)
    servers: list[Server] = field(default_factory=list)
    bank_port: int = 0
    gateway_port: int = 0
    post_port: int = 0

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self.console)
        self.began = time.monotonic()

    def run(self) -> int:
        """Stay until asked to stop (0), or until something cannot be kept alive (1).

        Raises ServerError, before anything is started, on what must be mended first.
        """
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, lambda *_: self.supervisor.request_stop())
        self.installation.prepare()
        folder_lock = self.installation.lock()
        check_machine(self.installation, self.console)
        try:
            self._bring_up()
            self.supervisor.pump_until(lambda: False)
        except Stopped:
            pass
        except ServerError as error:
            self.supervisor.failure = str(error)
        finally:
            if self.supervisor.failure:
                self.console.error(self.supervisor.failure)
            self._take_down()
            folder_lock.release()
        return 1 if self.supervisor.failure else 0

    def _bring_up(self) -> None:
        os.environ["FLOWT_DEMO"] = "1" if self.is_demo else "0"
        if self.installation.has_own_database:
            self._start_server("DATABASE_URL", postgres, "PostgreSQL")
        if self.installation.has_own_redis:
            self._start_server("REDIS_URL", valkey, "Valkey")
        if self.is_demo:
            self._start_bank()
            self._start_gateways()
            self._start_post()
        self._write_runtime()
        self._prepare_data()
        with suppress(redis.RedisError):  # of an earlier run; only our own worker's counts
            redis.Redis.from_url(os.environ["REDIS_URL"]).delete(HEARTBEAT_KEY)
        self.console.say("Starting web, live, worker and beat")
        for program in (programs.web, programs.live, programs.worker, programs.beat):
            self.supervisor.start(program(self.installation))
        self._wait_until_healthy()

    def _start_bank(self) -> None:
        """On the port behind the live one, or wherever there is room."""
        wanted = self.installation.port + 2
        self.bank_port = wanted if not is_port_taken(wanted) else free_port()
        os.environ["FLOWT_PSP_SIMULATOR"] = f"http://localhost:{self.bank_port}"
        self.supervisor.start(programs.bank(self.installation, self.bank_port))

    def _start_gateways(self) -> None:
        """Three ports behind ours, or wherever there is room."""
        wanted = self.installation.port + 3
        self.gateway_port = wanted if not is_port_taken(wanted) else free_port()
        os.environ["FLOWT_GATEWAY_SIMULATOR"] = f"http://localhost:{self.gateway_port}"
        self.supervisor.start(programs.gateways(self.installation, self.gateway_port))

    def _start_post(self) -> None:
        """Four ports behind ours; every e-mail goes there unless EMAIL_URL names a server."""
        wanted = self.installation.port + 4
        self.post_port = wanted if not is_port_taken(wanted) else free_port()
        smtp_port = free_port()
        os.environ["FLOWT_MAIL_SIMULATOR"] = f"http://localhost:{self.post_port}"
        os.environ.setdefault("EMAIL_URL", f"smtp://127.0.0.1:{smtp_port}")
        program = programs.post(self.installation, self.post_port, smtp_port)
        self.supervisor.start(program)

    def _start_server(self, variable: str, module: ModuleType, label: str) -> None:
        name = module.__name__.rpartition(".")[2]
        folder = self.installation.data / name
        if not folder.exists():
            self.console.say(f"Making the data folder of {label}")
        began = time.monotonic()
        server = module.prepare(folder)
        self.servers.append(server)
        self.supervisor.start(server.program)
        self._wait(server.is_ready, server.timeout_seconds, f"{label} did not start; see above.")
        os.environ[variable] = server.url
        self.console.say(f"{label} is up ({time.monotonic() - began:.1f} s)")

    def _prepare_data(self) -> None:
        """Migrate, and seed the demo. What was done with the same code is not done again."""
        done = fingerprint.Done(self.installation.data)
        if not done.is_migrated():
            self._run("migrate", "Updating the database", *programs.MIGRATE)
            done.note_migrated()
        if self.is_demo and not done.is_seeded() and programs.has_command("seed_demo"):
            self._run("seed", "Making the demo's tenants, menus and orders", "seed_demo")
            done.note_seeded()

    def _run(self, name: str, what: str, *command: str) -> None:
        self.console.say(what)
        began = time.monotonic()
        code = self.supervisor.run_to_end(programs.manage(name, *command))
        if code is None:
            raise Stopped
        if code:
            raise ServerError(f"{what} failed; its last lines above say why.")
        self.console.say(f"{what}: done ({time.monotonic() - began:.1f} s)")

    def _wait(self, is_done: Callable[[], bool], seconds: float, failure: str) -> None:
        if self.supervisor.pump_until(is_done, seconds):
            return
        if self.supervisor.is_asked_to_stop:
            raise Stopped
        raise ServerError(self.supervisor.failure or failure)

    def _write_runtime(self) -> None:
        self.installation.write_runtime(
            Runtime(
                pid=os.getpid(),
                port=self.installation.port,
                database_url=os.environ["DATABASE_URL"],
                redis_url=os.environ["REDIS_URL"],
            )
        )

    def _wait_until_healthy(self) -> None:
        health = Health(self.installation.port)
        try:
            self._wait(health.is_fine, HEALTHY_SECONDS, "")
        except ServerError:
            if self.supervisor.failure:
                raise
            raise ServerError(
                f"Not healthy after {HEALTHY_SECONDS} s: {health.last}. The lines above say why."
            ) from None
        self.console.box(
            welcome(
                self.installation.port,
                is_demo=self.is_demo,
                seconds=time.monotonic() - self.began,
                bank_port=self.bank_port,
                gateway_port=self.gateway_port,
                post_port=self.post_port,
            )
        )

    def _take_down(self) -> None:
        self.supervisor.stop(programs.STOP_STAGES)
        for server in self.servers:
            server.lock.release()
        self.installation.forget_runtime()
        self.console.say("Everything is stopped")


class Health:
    """Asks web and live, a few times a second, whether all is well."""

    def __init__(self, port: int) -> None:
        self._urls = (f"http://127.0.0.1:{port + 1}/healthz", f"http://127.0.0.1:{port}/healthz")
        self._next = 0.0
        self.last = "nothing answered"

    def is_fine(self) -> bool:
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + 0.2
        return all(self._answers(url) for url in self._urls)

    def _answers(self, url: str) -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
                return bool(response.status == HTTPStatus.OK)
        except urllib.error.HTTPError as error:
            said = error.read(2000).decode(errors="replace")
            self.last = f"{url} says {said[:500]}"
            return only_behind(said)
        except OSError as error:
            self.last = f"{url} does not answer ({error})"
        return False


def only_behind(said: str) -> bool:
    """Does a health check complain of nothing but a long queue? It is worked off while we serve."""
    try:
        return set(json.loads(said)["failing"]) == {"queue"}
    except (ValueError, KeyError, TypeError):
        return False


def check_machine(installation: Installation, console: Console) -> None:
    """Raise SetupError on what must be mended first; say what may wait."""
    for port, use in ((installation.port, "its pages"), (installation.port + 1, "live updates")):
        if is_port_taken(port):
            raise SetupError(
                f"Port {port} is in use and Flowt needs it for {use}; stop what uses it, "
                f"or choose another with FLOWT_PORT={installation.port + 1000}."
            )
    free = shutil.disk_usage(installation.data).free // 2**20
    if free < FREE_MEGABYTES:
        raise SetupError(
            f"The disk of {installation.data} has {free} MB left; free some space "
            "or choose another place with FLOWT_DATA."
        )
    if find_library("pangoft2-1.0") is None:
        console.say(PANGO)
    check_given_servers(installation)


def check_given_servers(installation: Installation) -> None:
    """Raise SetupError if DATABASE_URL or REDIS_URL names a server that does not answer."""
    try:
        if not installation.has_own_database:
            psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise SetupError(f"The server that DATABASE_URL names cannot be used: {reason}") from None
    try:
        if not installation.has_own_redis:
            redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        raise SetupError(f"The server that REDIS_URL names cannot be used: {error}") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((programs.host(), 0))
        port: int = probe.getsockname()[1]
    return port


def is_port_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((programs.host(), port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
