"""An installation of its own that tests may kill: servers, web, workers and beat as real processes.

`World` starts them as `flowt up` does, each with a log in its folder, and shoots, freezes and
thaws them. `world.django()` lets the test's own process speak to the same servers.
"""

import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from flowt.installation import Installation
from flowt.servers import postgres, valkey
from flowt.servers.process import Program, Running, Server, tail
from flowt.supervisor import programs

LONG = os.environ.get("FLOWT_CHAOS") == "long"
START_SECONDS = 60
only_long = pytest.mark.skipif(not LONG, reason="takes minutes: it is in `make chaos`")


class Actor:
    """One program of the world. Starting it again after a kill is a call of `start()`."""

    def __init__(self, program: Program, log: Path, is_ready: Callable[[], bool]) -> None:
        self.program, self.log, self.is_ready = program, log, is_ready
        self._running: Running | None = None

    @property
    def pid(self) -> int:
        assert self._running is not None, f"{self.program.name} was not started"
        return self._running.process.pid

    @property
    def is_alive(self) -> bool:
        return self._running is not None and self._running.process.poll() is None

    def start(self, *, wait: bool = True) -> "Actor":
        """Start it, and wait until it answers."""
        with self.log.open("ab") as output:
            self._running = Running(self.program, output)
        if wait and not self._running.wait_until(self.is_ready, START_SECONDS):
            self.kill()
            raise AssertionError(f"{self.program.name} did not start:\n{tail(self.log, 30)}")
        return self

    def kill(self) -> None:
        """SIGKILL, together with all it started."""
        self._signal(signal.SIGKILL)
        if self._running is not None:
            self._running.process.wait()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self, seconds: float = 8) -> None:
        """In order, as a deployment does."""
        if self._running is not None:
            self.thaw()
            self._running.stop(seconds)

    def _signal(self, number: signal.Signals) -> None:
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)


@dataclass(kw_only=True)
class World:
    """Servers of its own in `folder`, and whatever was started on them."""

    folder: Path
    installation: Installation
    environment: dict[str, str]
    servers: dict[str, Server]
    actors: list[Actor] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.installation.port}"

    def actor(
        self, program: Program, *, is_ready: Callable[[], bool], name: str = "", **env: str
    ) -> Actor:
        """A program of this world, not started yet; stopped when the world is cleared."""
        name = name or f"{program.name}-{len(self.actors)}"
        program = replace(program, name=name, env={**program.env, **self.environment, **env})
        actor = Actor(program, self.folder / f"{name}.log", is_ready)
        self.actors.append(actor)
        return actor

    def server(self, name: str) -> Actor:
        """`postgres` or `valkey`, to be killed and started again."""
        return next(actor for actor in self.actors if actor.program.name == name)

    def web(self, **env: str) -> Actor:
        return self.actor(programs.web(self.installation), is_ready=self.is_web_up, **env).start()

    def worker(self, *, processes: int = 2, include: str = "", **env: str) -> Actor:
        """A Celery worker with so many processes; `include` is a module of handlers to load."""
        program = programs.worker(self.installation)
        name = f"chaos-{len(self.actors)}@%h"
        argv = [word.replace("worker@%h", name) for word in program.argv]
        argv += ["--include", include] if include else []
        log = self.folder / f"worker-{len(self.actors)}.log"
        env = {"FLOWT_WORKER_CONCURRENCY": str(processes), **env}
        pool = replace(program, argv=tuple(argv))
        return self.actor(pool, is_ready=log.exists, name=log.stem, **env).start(wait=False)

    def beat(self, *, app: str = "flowt.celery", **env: str) -> Actor:
        """Each beat keeps its own schedule file, as two machines would."""
        program = programs.beat(self.installation)
        schedule = str(self.folder / f"schedule-{len(self.actors)}")
        words = {"flowt.celery": app, str(self.installation.data / "beat-schedule"): schedule}
        pulse = replace(program, argv=tuple(words.get(word, word) for word in program.argv))
        return self.actor(pulse, is_ready=lambda: True, **env).start()

    def is_web_up(self) -> bool:
        return self.get("/healthz") in {200, 503}

    def get(self, path: str, *, host: str = "localhost", seconds: float = 5) -> int:
        """The status of an answer; 0 where there is none."""
        request = urllib.request.Request(self.address + path, headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement on a connection of its own."""
        with psycopg.connect(self.database_url, autocommit=True) as database:
            cursor = database.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def clear(self) -> None:
        """Stop all but the two servers, newest first, and empty the queue and what rang for it."""
        for actor in reversed(self.actors[2:]):
            actor.stop(2)
        del self.actors[2:]
        for server in self.actors:
            if not server.is_alive:
                server.start()
        self.sql("TRUNCATE due_queue, due_dead_letter, due_tick")
        redis.Redis.from_url(self.environment["REDIS_URL"]).flushall()

    @contextmanager
    def django(self) -> Iterator[None]:
        """This process's Django and Celery on the world's servers while the block runs."""
        from django.conf import settings
        from django.db import connections
        from environ import Env

        kept = dict(connections.settings["default"]), settings.REDIS_URL
        mine = Env.db_url_config(self.database_url)
        parts = {name: mine[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        options = {**kept[0]["OPTIONS"], "host": mine["OPTIONS"]["host"]}
        self._point_to({**parts, "OPTIONS": options}, self.environment["REDIS_URL"])
        try:
            yield
        finally:
            self._point_to(kept[0], kept[1])

    def _point_to(self, database: dict[str, Any], redis_url: str) -> None:
        from django.conf import settings
        from django.db import connections

        from flowt.celery import app
        from flowt.redis import client

        connections["default"].close()
        connections["default"].close_pool()
        connections.settings["default"].update(database)
        connections["default"].settings_dict.update(database)
        settings.REDIS_URL = app.conf.broker_url = redis_url
        client.cache_clear()
        app._after_fork()  # forgets its connections to the broker


@contextmanager
def world_in(folder: Path, *, port: int, fast: bool = False) -> Iterator[World]:
    """Start both servers in `folder` (none of pytest's) and migrate. `fast` gives up durability."""
    installation = Installation(data=folder / "data", port=port)
    (folder / "data" / "static").mkdir(parents=True)
    servers = {
        "postgres": postgres.prepare(folder / "postgres", fast=fast),
        "valkey": valkey.prepare(folder / "valkey"),
    }
    environment = {
        "DATABASE_URL": servers["postgres"].url,
        "REDIS_URL": servers["valkey"].url,
        "FLOWT_DATA": str(installation.data),
        "FLOWT_PORT": str(port),
        "FLOWT_LOG_LEVEL": "WARNING",
    }
    world = World(
        folder=folder, installation=installation, environment=environment, servers=servers
    )
    try:
        for name, server in servers.items():
            world.actor(server.program, is_ready=server.is_ready, name=name).start()
        _migrate(world)
        yield world
    finally:
        for actor in reversed(world.actors):
            actor.stop(5)
        for server in servers.values():
            server.stop()


def _migrate(world: World) -> None:
    migrate = world.actor(
        programs.manage("migrate", *programs.MIGRATE), is_ready=lambda: False, name="migrate"
    )
    world.actors.remove(migrate)
    migrate.start(wait=False)
    assert migrate._running is not None
    assert migrate._running.process.wait(120) == 0, tail(migrate.log, 30)


def wait_for(is_done: Callable[[], Any], seconds: float, *, pause: float = 0.05) -> bool:
    """Ask until the answer is true; False when the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_done():
            return True
        time.sleep(pause)
    return bool(is_done())
