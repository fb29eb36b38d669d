"""What the tests need of the machine: a Chromium and pango. `python -m tests.plugins.machine`.

Uses what is there; else installs Debian's as root; else takes Playwright's own Chromium. Where
nothing goes it ends with one sentence: a test is never skipped for it.
"""

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0")


def chromium_path() -> str:
    """The Chromium to drive. Raises LookupError if there is none."""
    for found in (os.environ.get("FLOWT_CHROMIUM"), *map(shutil.which, NAMES)):
        if found:
            return found
    playwrights = _playwrights_own()
    if playwrights.exists():
        return str(playwrights)
    raise LookupError("no Chromium on this machine; `make test` installs one")


def ensure_chromium() -> None:
    try:
        chromium_path()
    except LookupError:
        if _can_apt() and _run("Chromium", "apt-get", "install", "-y", "-q", "chromium"):
            return
        if _run("Playwright's Chromium", sys.executable, "-m", "playwright", "install", "chromium"):
            return
        sys.exit(
            "The browser tests need a Chromium and none could be installed: "
            "apt install chromium, or name one in FLOWT_CHROMIUM."
        )


def ensure_pango() -> None:
    if find_library("pangoft2-1.0") or not sys.platform.startswith("linux"):
        return
    if _can_apt() and _run("pango, for PDFs", "apt-get", "install", "-y", "-q", *PANGO):
        return
    sys.exit(
        f"The PDF tests need pango and it could not be installed: apt install {' '.join(PANGO)}"
    )


def _can_apt() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    return _run("package lists", "apt-get", "update", "-q")


def _run(what: str, *command: str) -> bool:
    print(f"  Getting {what} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def _playwrights_own() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


if __name__ == "__main__":
    ensure_chromium()
    ensure_pango()
