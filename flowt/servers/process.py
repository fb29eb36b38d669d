"""One child process that never outlives us, and the lock that keeps a data folder to one server."""

import ctypes
import fcntl
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class ServerError(Exception):
    """Something a person can mend; `str(error)` is one sentence that says how."""


class AlreadyRunning(ServerError):
    """The data folder is in use by another instance."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run. `stop_signal` asks it to finish its work and leave."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)  # added to our own environment
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    uid: int | None = None
    gids: tuple[int, ...] = ()
    noise: str = ""  # a pattern of lines that tell a person nothing

    def popen_arguments(self) -> dict[str, Any]:
        """Keyword arguments for `Popen`: own session, own user, gone when we are gone.

        The kernel ties the last to the thread that forks, so call this from the main thread.
        """
        arguments: dict[str, Any] = {
            "env": {**os.environ, **self.env},
            "cwd": self.cwd,
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
        }
        if self.uid is not None:
            arguments |= {"user": self.uid, "group": self.gids[0], "extra_groups": self.gids}
        if _libc is not None:
            arguments["preexec_fn"] = _die_with_parent(self.stop_signal, os.getpid())
        return arguments


def _die_with_parent(signum: int, parent: int) -> Callable[[], None]:
    def in_child() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signum)  # type: ignore[union-attr]
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return in_child


class Running:
    """A started program. `stop()` may be called twice."""

    def __init__(self, program: Program, log: IO[bytes] | int = subprocess.DEVNULL) -> None:
        self.program = program
        self.process = subprocess.Popen(
            program.argv, stdout=log, stderr=subprocess.STDOUT, **program.popen_arguments()
        )

    def wait_until(self, is_ready: Callable[[], bool], timeout_seconds: float) -> bool:
        """Poll `is_ready` until it is true; False when the time is up or the process ended."""
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            if is_ready():
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.05)
        return False

    def stop(self, timeout_seconds: float = 8) -> None:
        """Ask it to stop, then insist; whatever it started goes with it."""
        if self.process.poll() is None:
            self.process.send_signal(self.program.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout_seconds)
        kill_group(self.process.pid)
        self.process.wait()


def kill_group(pid: int) -> None:
    """SIGKILL everything in the session that `pid` leads. Nobody left is fine."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        os.killpg(pid, signal.SIGKILL)


class FolderLock:
    """Held while a server uses a folder; the kernel lets go of it when we die, however we die."""

    def __init__(self, path: Path, busy: str) -> None:
        """`busy` is the sentence for when another process holds the lock."""
        make_folder(path.parent)
        self._file = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise AlreadyRunning(busy) from None

    def release(self) -> None:
        self._file.close()


def make_folder(path: Path, mode: int = 0o755) -> Path:
    """Create a folder (and those above it), or say in one sentence why not."""
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(
            f"Cannot create the folder {path} ({error.strerror}); "
            "free some space or choose another place with FLOWT_DATA."
        ) from error
    return path


def tail(path: Path, lines: int = 5) -> str:
    """The last lines of a log, for a message."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


@dataclass(kw_only=True)
class Server:
    """A server ready to be started: by `start()` here, or by a supervisor from `program`."""

    program: Program
    url: str
    log: Path
    lock: FolderLock
    is_ready: Callable[[], bool]
    timeout_seconds: float = 60
    _running: Running | None = None

    def start(self) -> "Server":
        """Start and wait until it answers; raises ServerError with the end of its log if not."""
        try:
            with self.log.open("ab") as log:
                self._running = Running(self.program, log)
            if not self._running.wait_until(self.is_ready, self.timeout_seconds):
                raise ServerError(
                    f"{self.program.name} did not start; the end of {self.log} says:\n"
                    + tail(self.log)
                )
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop in order and let go of the folder. A repeat does nothing."""
        if self._running is not None:
            self._running.stop()
            self._running = None
        self.lock.release()


def short_socket_folder(wanted: Path) -> Path:
    """`wanted`, or a folder of ours in /tmp: the address of a unix socket holds about 100 bytes."""
    if len(os.fsencode(wanted)) <= 80:
        return make_folder(wanted, 0o700)
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    folder = make_folder(Path("/tmp") / f"flowt-{os.geteuid()}-{digest}", 0o700)  # noqa: S108
    if folder.is_symlink() or (os.geteuid() != 0 and folder.stat().st_uid != os.geteuid()):
        raise ServerError(f"{folder} belongs to somebody else; choose a shorter FLOWT_DATA.")
    return folder


def read_or_make_secret(path: Path, new_secret: str | None = None) -> str:
    """The secret kept at `path`, readable by its owner alone; made on first use."""
    if not path.exists():
        new = path.with_name(f"{path.name}.new")
        try:
            descriptor = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(new_secret or secrets.token_urlsafe(32))
            new.rename(path)
        except OSError as error:
            raise ServerError(f"Cannot write {path}: {error.strerror}.") from error
    try:
        return path.read_text().strip()
    except PermissionError:
        raise ServerError(
            f"{path} belongs to another user; run Flowt as that user, "
            "or choose another folder with FLOWT_DATA."
        ) from None
