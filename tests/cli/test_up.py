"""`flowt up` itself, with every real process, on a folder and a port of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from bench.world import free_port
from tests.cli.processes import still_alive

pytestmark = pytest.mark.slow
READY_SECONDS = 180
GIVEN = ("DATABASE_URL", "REDIS_URL", "FLOWT_SECRET_KEY", "FLOWT_FIELD_KEYS", "FLOWT_DEMO")


def environment(folder, **more):
    """Ours without what the test run itself added."""
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return {**kept, "FLOWT_DATA": str(folder), "FLOWT_LOG_LEVEL": "INFO", **more}


def flowt(*arguments, folder, **more):
    return subprocess.run(
        [sys.executable, "-m", "flowt", *arguments],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


class Instance:
    """A running `flowt up`."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.log = folder.with_name("up.log")
        with self.log.open("wb") as log:
            self.process = psutil.Popen(
                [sys.executable, "-m", "flowt", "up", "--port", str(self.port)],
                env=environment(folder),
                stdout=log,
                stderr=log,
            )

    def wait_until(self, is_true):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if is_true():
                return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def has_said(self, text):
        return lambda: text in self.log.read_text()

    def children(self):
        return self.process.children(recursive=True)

    def stop(self):
        """SIGTERM; return the seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(90)
        return time.monotonic() - began


@contextmanager
def own_folder():
    """Pytest's is closed to PostgreSQL's user when another run begins."""
    with TemporaryDirectory(prefix="flowt-up-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def running():
    """One for all tests that leave it running."""
    with own_folder() as folder:
        instance = Instance(folder / "data")
        instance.wait_until(instance.has_said("Flowt is ready"))
        yield instance
        instance.stop()


@pytest.fixture(scope="module")
def used_folder():
    """For those that are ended: the second starts sooner."""
    with own_folder() as folder:
        yield folder / "data"


@pytest.fixture
def instance(used_folder):
    """One of a test's own, to be ended by it."""
    instance = Instance(used_folder)
    instance.wait_until(instance.has_said("Flowt is ready"))
    yield instance
    if instance.process.poll() is None:
        instance.stop()


def test_is_healthy_when_it_says_so(running):
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/healthz") as response:
        assert json.load(response)["status"] == "ok"


def test_sigterm_leaves_no_process_behind(instance):
    children = instance.children()

    seconds = instance.stop()

    assert seconds < 30  # what stops in order does so in two
    assert instance.process.returncode == 0
    assert len(children) > 6
    assert still_alive(children, within_seconds=15) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal")
def test_a_killed_supervisor_leaves_no_process_behind(instance):
    children = instance.children()

    instance.process.kill()

    instance.process.wait()
    assert still_alive(children, within_seconds=15) == []


def test_a_killed_child_comes_back(running):
    web = next(c for c in running.children() if "flowt.wsgi:application" in " ".join(c.cmdline()))

    os.kill(web.pid, signal.SIGKILL)

    running.wait_until(running.has_said("web was ended by signal 9; starting it again"))
    running.wait_until(lambda: _answers(running.port))


def test_a_second_one_on_the_same_folder_is_refused(running):
    second = flowt("up", folder=running.folder, FLOWT_PORT=str(free_port()))

    assert second.returncode == 1
    assert second.stderr.startswith(
        f"flowt: Flowt is already running on {running.folder} (process "
    )
    assert len(second.stderr.splitlines()) == 1


def test_other_commands_use_the_servers_of_a_running_one(running):
    listed = flowt("tenant", "list", folder=running.folder)
    examined = flowt("doctor", folder=running.folder)

    assert (listed.returncode, listed.stdout) == (0, "No tenant yet.\n")
    assert "heartbeat" in examined.stdout


def test_a_port_in_use_is_named_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = flowt("up", folder=tmp_path / "data", FLOWT_PORT=str(port))

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"flowt: Port {port} is in use")
    assert "FLOWT_PORT=" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_port_that_is_none_is_refused(tmp_path):
    refused = flowt("up", folder=tmp_path / "data", FLOWT_PORT="eight")

    assert refused.returncode == 1
    assert refused.stderr == "flowt: FLOWT_PORT must be a number from 1 to 65534.\n"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()

    refused = flowt("up", folder=tmp_path / "file" / "data")

    assert refused.returncode == 1
    assert "choose another place with FLOWT_DATA" in refused.stderr


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://flowt:hidden@127.0.0.1:9/flowt"),
        ("REDIS_URL", "redis://:hidden@127.0.0.1:9/0"),
    ],
)
def test_a_given_server_that_does_not_answer_is_named(tmp_path, name, url):
    refused = flowt("up", folder=tmp_path, FLOWT_PORT=str(free_port()), **{name: url})

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"flowt: The server that {name} names cannot be used: ")
    assert "hidden" not in refused.stderr


def test_what_it_keeps_is_for_the_owner_alone(running):
    assert running.folder.stat().st_mode & 0o007 == 0
    for name in ("secret-key", "field-keys", "runtime.json", "valkey/password"):
        assert (running.folder / name).stat().st_mode & 0o077 == 0


def _answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as response:
            return response.status == 200
    except OSError:
        return False
