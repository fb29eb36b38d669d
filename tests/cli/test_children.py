"""The supervisor on stub programs: lines passed on, crashes restarted, everything stopped."""

import io
import signal
import sys
import time

import psutil
import pytest

from flowt.servers.process import Program
from flowt.supervisor import children
from flowt.supervisor.children import Supervisor
from flowt.supervisor.console import Console
from tests.cli.processes import still_alive

FOREVER = "import time; print('up', flush=True); time.sleep(60)"
WITH_A_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""


class Output(io.StringIO):
    def has(self, text):
        return lambda: text in self.getvalue()


@pytest.fixture
def output():
    return Output()


@pytest.fixture
def supervisor(output):
    supervisor = Supervisor(Console(output))
    yield supervisor
    supervisor.stop([])


def python(name, code, **fields):
    return Program(name=name, argv=(sys.executable, "-c", code), **fields)


def test_passes_lines_on_behind_their_name(supervisor, output):
    supervisor.start(python("web", "print('one'); print('two', end='')"))

    supervisor.pump_until(output.has("two"), 60)

    assert "web      │ one\n" in output.getvalue()


def test_hides_lines_that_tell_nothing(supervisor, output):
    code = "print('LOG: noise'); print('ERROR: sense')"

    supervisor.run_to_end(python("postgres", code, noise="^LOG"))

    assert output.getvalue() == "postgres │ ERROR: sense\n"


def test_restarts_what_crashed(supervisor, output, tmp_path):
    mark = tmp_path / "crashed"
    code = f"""
import pathlib, sys, time
mark = pathlib.Path({str(mark)!r})
if not mark.exists():
    mark.touch()
    sys.exit(3)
print("back", flush=True)
time.sleep(60)
"""
    supervisor.start(python("web", code))

    assert supervisor.pump_until(output.has("back"), 60)
    assert "web ended with exit code 3; starting it again in 0.5 s" in output.getvalue()


def test_a_crash_takes_its_own_children_along(supervisor, output):
    child = supervisor.start(python("web", WITH_A_CHILD))
    supervisor.pump_until(output.has("child"), 60)
    orphan = psutil.Process(int(output.getvalue().split()[-1]))

    child.process.kill()
    supervisor.pump_until(output.has("starting it again"), 60)

    assert still_alive([orphan], within_seconds=15) == []


def test_five_crashes_in_a_minute_end_the_whole(supervisor, monkeypatch):
    monkeypatch.setattr(children, "BACKOFF_SECONDS", (0.01,))
    supervisor.start(python("worker", "raise SystemExit(1)"))

    supervisor.pump_until(lambda: False, 60)

    assert supervisor.failure.startswith("worker ended with exit code 1 for the 5th time")


def test_stops_in_the_order_of_the_stages(supervisor, output):
    for name in ("postgres", "web", "beat"):
        supervisor.start(python(name, FOREVER))
    supervisor.pump_until(lambda: output.getvalue().count("up") == 3, 60)

    supervisor.stop([(("beat",), 2), (("web",), 2), (("postgres",), 2)])

    said = [line for line in output.getvalue().splitlines() if "Stopping" in line]
    assert [line.rpartition(" ")[2] for line in said] == ["beat", "web", "postgres"]


def test_ends_what_does_not_stop_in_time(supervisor, output):
    child = supervisor.start(python("worker", STUBBORN))
    supervisor.pump_until(output.has("up"), 60)
    began = time.monotonic()

    supervisor.stop([(("worker",), 0.3)])

    assert time.monotonic() - began < 20
    assert child.process.returncode == -signal.SIGKILL
    assert "worker did not stop in time and was ended" in output.getvalue()


def test_children_of_children_are_stopped_too(supervisor, output):
    supervisor.start(python("web", WITH_A_CHILD))
    supervisor.pump_until(output.has("child"), 60)
    grandchild = psutil.Process(int(output.getvalue().split()[-1]))

    supervisor.stop([(("web",), 2)])

    assert still_alive([grandchild], within_seconds=15) == []


def test_a_second_request_waits_for_nobody(supervisor, output):
    supervisor.start(python("worker", STUBBORN))
    supervisor.pump_until(output.has("up"), 60)
    supervisor.request_stop()
    supervisor.request_stop()
    began = time.monotonic()

    supervisor.stop([(("worker",), 30)])

    assert time.monotonic() - began < 20


def test_tells_the_exit_code_of_what_ends_by_itself(supervisor):
    assert supervisor.run_to_end(python("migrate", "raise SystemExit(4)")) == 4


def test_a_request_to_stop_ends_what_would_end_by_itself(supervisor):
    supervisor.request_stop()

    assert supervisor.run_to_end(python("seed", FOREVER)) is None
