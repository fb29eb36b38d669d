"""FLOWT_LOG=json: every line that a process writes is one JSON object, whoever wrote it."""

import io
import json
import os
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress

import psutil
import pytest
from django.db import connection

from bench.world import free_port
from flowt.supervisor.console import Console


@pytest.fixture
def surroundings(db):
    """The environment of a process that uses this run's servers and test database."""
    url = os.environ["DATABASE_URL"]
    place, _, query = url.partition("?")
    database = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DATABASE_URL": f"{place.rpartition('/')[0]}/{database}" + (f"?{query}" if query else ""),
        "FLOWT_LOG": "json",
        "FLOWT_LOG_LEVEL": "INFO",
        "FLOWT_WEB_WORKERS": "1",
    }


def run(name, environment, log, meanwhile):
    """Run one process while something happens; return its lines, as objects."""
    with log.open("wb") as out:
        command = [sys.executable, "-m", "flowt", "run", name]
        process = psutil.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        meanwhile(process)
        time.sleep(2)
    finally:
        end(process)
    return [json.loads(line) for line in log.read_text().splitlines() if line]


def end(process):
    """In order; a worker that waits for its broker may not hear it, and is killed."""
    family = [process, *process.children(recursive=True)]
    process.terminate()
    _gone, alive = psutil.wait_procs(family, 10)
    for one in alive:
        one.kill()
    psutil.wait_procs(alive, 30)


def get(port, path, method="GET"):
    request = urllib.request.Request(f"http://localhost:{port}{path}", method=method)
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(request, timeout=30).read()


def until_it_answers(port):
    for _ in range(600):
        with suppress(OSError):
            get(port, "/livez")
            return
        time.sleep(0.2)


def until_it_speaks(log):
    for _ in range(1200):
        if log.stat().st_size:
            return
        time.sleep(0.1)


@pytest.mark.slow
def test_web_also_when_a_worker_dies(surroundings, tmp_path):
    port = free_port()

    def visit(process):
        until_it_answers(port)
        get(port, "/nada%0d%0a%7b%22forged%22:1%7d/")
        get(port, "/healthz")
        psutil.Process(process.pid).children()[0].kill()
        time.sleep(1)

    lines = run("web", {**surroundings, "FLOWT_PORT": str(port)}, tmp_path / "lines", visit)

    assert any(line.get("path", "").startswith("/nada") for line in lines)
    assert any("granian" in line["logger"] for line in lines)
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    assert not any("forged" in line for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_also_without_its_broker(surroundings, name, tmp_path):
    away = {"REDIS_URL": "redis://:hunter22@127.0.0.1:1/0", "FLOWT_DATA": str(tmp_path)}

    log = tmp_path / "lines"
    lines = run(name, surroundings | away, log, lambda process: until_it_speaks(log))

    assert lines
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    assert "hunter22" not in str(lines)


def test_flowt_up_writes_objects_as_well(monkeypatch):
    monkeypatch.setenv("FLOWT_LOG", "json")
    out = io.StringIO()
    console = Console(out)

    console.line("web", '{"event": "request", "status": 200}')
    console.line("postgres", "FATAL:  the database system is starting up")
    console.box(["Flowt is ready", "-"])

    first, second, *box = [json.loads(line) for line in out.getvalue().splitlines()]
    assert first == {"process": "web", "event": "request", "status": 200}
    assert (second["process"], second["level"]) == ("postgres", "info")
    assert [line["event"] for line in box] == ["Flowt is ready", "-"]
