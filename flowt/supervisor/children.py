"""Start processes, pass their lines on, restart what crashes, stop everything in order.

One thread and one `select` loop: the kernel ties a child's life to the thread that forked it,
and forking is only safe where no other thread holds a lock.
"""

import os
import re
import select
import selectors
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

from flowt.servers.process import Program, kill_group
from flowt.supervisor.console import Console

CRASHES_ALLOWED = 5
CRASH_WINDOW_SECONDS = 60
BACKOFF_SECONDS = (0.5, 1, 2, 4)


@dataclass(kw_only=True)
class Child:
    """One program and the process that runs it now, if one does."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    is_kept: bool = True  # restarted when it ends by itself
    crashes: deque[float] = field(default_factory=lambda: deque(maxlen=CRASHES_ALLOWED))
    restart_at: float | None = None
    unfinished_line: bytes = b""

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps a set of programs alive. Everything happens inside `pump()`, in the calling thread."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.failure: str | None = None  # why the whole must end
        self.is_asked_to_stop = False
        self.is_impatient = False  # asked twice: no more waiting
        self._children: dict[str, Child] = {}
        self._selector = selectors.DefaultSelector()

    def start(self, program: Program) -> Child:
        """Start a program and keep it alive from now on."""
        child = Child(program=program)
        self._children[program.name] = child
        self._spawn(child)
        return child

    def run_to_end(self, program: Program) -> int | None:
        """Run a program that ends by itself, with its lines shown. None if asked to stop."""
        child = Child(program=program, is_kept=False)
        self._children[program.name] = child
        self._spawn(child)
        self.pump_until(lambda: not child.is_running)
        if child.is_running:
            self._stop_child(child, 3)
            return None
        del self._children[program.name]
        self._drain(child)
        return child.process.returncode if child.process else None

    def pump_until(self, is_done: Callable[[], bool], timeout_seconds: float | None = None) -> bool:
        """Pump until `is_done`; False if the time was up, a child failed or a stop was asked."""
        deadline = time.monotonic() + timeout_seconds if timeout_seconds else None
        while not self.failure and not self.is_asked_to_stop:
            if is_done():
                return True
            if deadline and time.monotonic() > deadline:
                return False
            self.pump()
        return False

    def pump(self, timeout_seconds: float = 0.1) -> None:
        """Pass lines on for a moment, then look after those who ended."""
        for key, _ in self._selector.select(timeout_seconds):
            self._read(key.data)
        for child in list(self._children.values()):
            if child.restart_at is not None:
                if time.monotonic() >= child.restart_at and not self.is_asked_to_stop:
                    self._spawn(child)
            elif child.is_kept and not child.is_running:
                self._note_crash(child)

    def request_stop(self) -> None:
        """For a signal handler: the first asks, the second insists."""
        self.is_impatient = self.is_asked_to_stop
        self.is_asked_to_stop = True

    def stop(self, stages: Sequence[tuple[Sequence[str], float]]) -> None:
        """Stop by stages of (names, seconds to wait); those not named go first, at once."""
        self.is_asked_to_stop = True
        named = {name for names, _ in stages for name in names}
        others = [name for name in self._children if name not in named]
        for names, seconds in [(others, 1.0), *stages]:
            children = [self._children.pop(name) for name in names if name in self._children]
            self._stop_together(children, seconds)

    def _stop_together(self, children: Sequence[Child], seconds: float) -> None:
        running = [child for child in children if child.is_running]
        if running:
            self.console.say(f"Stopping {', '.join(child.program.name for child in running)}")
        descendants = [process for child in running for process in _descendants(child)]
        for child in running:
            _signal(child)
        deadline = time.monotonic() + seconds
        while any(child.is_running for child in running) and not self.is_impatient:
            if time.monotonic() > deadline:
                break
            self.pump(0.02)
        for child in running:
            if child.is_running:
                self.console.say(f"{child.program.name} did not stop in time and was ended")
            self._end(child)
        for process in descendants:
            _kill(process)

    def _stop_child(self, child: Child, seconds: float) -> None:
        self._children.pop(child.program.name, None)
        self._stop_together([child], seconds)

    def _end(self, child: Child) -> None:
        if child.process is not None:
            kill_group(child.process.pid)
            child.process.wait()
            self._drain(child)

    def _spawn(self, child: Child) -> None:
        child.restart_at = None
        child.process = subprocess.Popen(
            child.program.argv,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **child.program.popen_arguments(),
        )
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _note_crash(self, child: Child) -> None:
        """Start it again after a pause, or give up after too many crashes in a minute."""
        assert child.process is not None
        self._end(child)
        name, code = child.program.name, child.process.returncode
        now = time.monotonic()
        child.crashes.append(now)
        why = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if len(child.crashes) == CRASHES_ALLOWED and now - child.crashes[0] < CRASH_WINDOW_SECONDS:
            self.failure = (
                f"{name} {why} for the {CRASHES_ALLOWED}th time within a minute; "
                "its last lines above say why. Stopping everything."
            )
            child.is_kept = False
            return
        recent = sum(now - crash < CRASH_WINDOW_SECONDS for crash in child.crashes)
        pause = BACKOFF_SECONDS[min(recent, len(BACKOFF_SECONDS)) - 1]
        self.console.error(f"{name} {why}; starting it again in {pause:g} s")
        child.restart_at = now + pause

    def _read(self, child: Child) -> None:
        assert child.process is not None
        assert child.process.stdout is not None
        try:
            chunk = os.read(child.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not chunk:
            self._selector.unregister(child.process.stdout)
            child.process.stdout.close()
        *lines, child.unfinished_line = (child.unfinished_line + chunk).split(b"\n")
        if not chunk and child.unfinished_line:
            lines, child.unfinished_line = [child.unfinished_line], b""
        noise = child.program.noise
        for line in lines:
            text = line.decode(errors="replace").rstrip()
            if text and not (noise and re.search(noise, text)):
                self.console.line(child.program.name, text)

    def _drain(self, child: Child) -> None:
        """Read what an ended process left in its pipe, unless somebody else still holds it."""
        stdout = child.process.stdout if child.process else None
        while stdout is not None and not stdout.closed:
            if select.select([stdout], [], [], 0)[0]:
                self._read(child)
            else:
                self._selector.unregister(stdout)
                stdout.close()


def _signal(child: Child) -> None:
    if child.process is not None:
        with suppress(ProcessLookupError):
            child.process.send_signal(child.program.stop_signal)


def _descendants(child: Child) -> list[psutil.Process]:
    try:
        return psutil.Process(child.process.pid).children(recursive=True) if child.process else []
    except psutil.Error:
        return []


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.Error):
        process.kill()
