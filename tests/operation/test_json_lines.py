"""FLOWT_LOG=json: every line that a process writes is one JSON object, whoever wrote it."""

import io
import json
import os
import subprocess
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


def run(name, environment, seconds, meanwhile=lambda process: None):
    """Run one process for a while; return its lines, as objects."""
    with subprocess.Popen(
        [sys.executable, "-m", "flowt", "run", name],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        meanwhile(process)
        time.sleep(seconds)
        process.terminate()
        text, _ = process.communicate(timeout=20)
    return [json.loads(line) for line in text.splitlines() if line]


def get(port, path, method="GET"):
    request = urllib.request.Request(f"http://localhost:{port}{path}", method=method)
    with suppress(urllib.error.HTTPError):
        urllib.request.urlopen(request, timeout=5).read()


def until_it_answers(port):
    for _ in range(100):
        with suppress(OSError):
            get(port, "/livez")
            return
        time.sleep(0.2)


@pytest.mark.slow
def test_web_also_when_a_worker_dies(surroundings):
    port = free_port()

    def visit(process):
        until_it_answers(port)
        get(port, "/nada%0d%0a%7b%22forged%22:1%7d/")
        get(port, "/healthz")
        psutil.Process(process.pid).children()[0].kill()
        time.sleep(1)

    lines = run("web", {**surroundings, "FLOWT_PORT": str(port)}, 1, visit)

    assert any(line.get("path", "").startswith("/nada") for line in lines)
    assert any("granian" in line["logger"] for line in lines)
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines)
    assert not any("forged" in line for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_also_without_its_broker(surroundings, name, tmp_path):
    away = {"REDIS_URL": "redis://:hunter22@127.0.0.1:1/0", "FLOWT_DATA": str(tmp_path)}

    lines = run(name, surroundings | away, 6)

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
