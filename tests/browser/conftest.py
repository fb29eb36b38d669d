"""A whole demo installation, as `make demo` starts it, and browsers that visit it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from bench.world import free_port
from tests.loopback import PLAIN
from tests.plugins.machine import chromium_path

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
READY_SECONDS = 300
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Demo:
    """A running demo: `url("cantina", "/cardapio/")` is an address of one of its hosts."""

    port: int
    log: Path

    def url(self, tenant: str, path: str = "/") -> str:
        host = f"{tenant}.localhost" if tenant else "localhost"
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """`flowt up --demo` with servers, data and port of its own; stopped as Ctrl-C would."""
    data = Path(tempfile.mkdtemp(prefix="flowt-demo-"))
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FLOWT_")}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        kept.pop(name, None)
    log = data / "demo.log"
    command = [sys.executable, "-m", "flowt", "up", "--demo", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--data", str(data / "data")], env=kept, stdout=out, stderr=out
        )
    try:
        wait_until_healthy(process, port, log)
        yield Demo(port, log)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(90) == 0, log.read_text()[-4000:]
        shutil.rmtree(data, ignore_errors=True)


def wait_until_healthy(process: subprocess.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=20, verify=PLAIN)
            if answer.status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"the demo did not come up:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; a script error or console error fails the test.

    What the content policy refused fails it also where `strict` is off.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(viewport: dict[str, int], *, strict: bool = True, **options: object) -> Page:
        context = chromium.new_context(viewport=viewport, locale="pt-BR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: note(line, complaints, strict=strict))
        if strict:
            page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def note(line: object, complaints: list[str], *, strict: bool) -> None:
    is_policy = "Content Security Policy" in line.text or "Permissions-Policy" in line.text
    if is_policy or (strict and line.type == "error"):
        complaints.append(f"{line.text} ({line.location.get('url', '')})")


def sign_in(page: Page, demo: Demo, tenant: str, who: str) -> None:
    """Sign in as one of the demo's people, on a tenant's host ("" for the main one)."""
    page.goto(demo.url(tenant, "/conta/login/"))
    page.fill("input[name=login]", f"{who}@plataforma.com")
    page.fill("input[name=password]", "demo123")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/(painel|console)/"))
