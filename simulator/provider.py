"""A provider on loopback that takes what is sent to it, and fails in every way that one knows.

`python -m simulator.provider --port 8009 --data FILE`. It stands alone: standard library only.

POST /send        {"reference": ..., ...}; an `Idempotency-Key` header is honoured
POST /_sim/plan   how it behaves from now on: see `Plan`
GET  /_sim/accepts  {"total": 3, "accepts": {reference: how often it was accepted}}

What it accepted stands in its journal before it answers, so that it survives a kill. A webhook
is repeated until it is answered with a 2xx.
"""

import argparse
import json
import random
import signal
import socket
import sqlite3
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WEBHOOK_TRIES = 60


@dataclass(kw_only=True)
class Plan:
    """Shares of the sends (0 to 1) that meet each fate, drawn in this order; the rest goes well."""

    refuse: float = 0  # 422
    busy: float = 0  # 429, with Retry-After
    fail: float = 0  # 500, nothing done
    fail_after: float = 0  # 500, although it was accepted
    cut: float = 0  # accepted, then the socket is cut
    cut_before: float = 0  # the socket is cut, nothing done
    hang: float = 0  # accepted, and the answer never comes
    delay_seconds: float = 0  # before each answer, up to so long
    hang_seconds: float = 15
    webhook: str = ""  # where to tell of what was accepted; empty: nowhere
    webhook_seconds: float = 0.5  # later than the acceptance, up to so long
    early: float = 0  # told of before the answer
    twice: float = 0  # told of two times

    def fate(self) -> str:
        drawn = random.random()  # noqa: S311 - no secret
        for name in ("refuse", "busy", "fail", "fail_after", "cut", "cut_before", "hang"):
            drawn -= getattr(self, name)
            if drawn < 0:
                return name
        return "well"


class Journal:
    """What was accepted, in SQLite. One key is accepted once."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS accepted (id INTEGER PRIMARY KEY, reference TEXT NOT NULL,"
            " key TEXT UNIQUE)"
        )

    def accept(self, reference: str, key: str | None) -> tuple[str, bool]:
        """Return the provider's id, and whether this is the first time."""
        with self._lock:
            if key is not None:
                found = self._database.execute("SELECT id FROM accepted WHERE key = ?", [key])
                if row := found.fetchone():
                    return f"sim-{row[0]}", False
            added = self._database.execute(
                "INSERT INTO accepted (reference, key) VALUES (?, ?)", [reference, key]
            )
            return f"sim-{added.lastrowid}", True

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(
                self._database.execute(
                    "SELECT reference, count(*) FROM accepted GROUP BY reference"
                ).fetchall()
            )


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, data: str = ":memory:") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.journal = Journal(data)
        self.plan = Plan()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is what this is for; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def tell(self, reference: str, provider_id: str) -> None:
        """Start the webhooks of one acceptance."""
        plan = self.plan
        if not plan.webhook:
            return
        times = 2 if random.random() < plan.twice else 1  # noqa: S311
        for _ in range(times):
            wait = random.uniform(0, plan.webhook_seconds)  # noqa: S311
            body = {"reference": reference, "status": "accepted", "id": provider_id}
            job = threading.Thread(target=_post, args=(plan.webhook, body, wait), daemon=True)
            job.start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a body waits until its head was acknowledged
    server: Server

    def do_GET(self) -> None:
        if self.path != "/_sim/accepts":
            return self._answer(404, {})
        counts = self.server.journal.counts()
        return self._answer(200, {"total": sum(counts.values()), "accepts": counts})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        try:
            body = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            return self._answer(400, {"error": "not JSON"})
        if self.path == "/_sim/plan":
            known = {field.name for field in fields(Plan)}
            self.server.plan = Plan(**{k: v for k, v in body.items() if k in known})
            return self._answer(200, {})
        if self.path == "/send":
            return self._send(body)
        return self._answer(404, {})

    def _send(self, body: dict[str, Any]) -> None:
        plan = self.server.plan
        fate = plan.fate()
        if fate == "refuse":
            return self._answer(422, {"error": "refused"})
        if fate == "busy":
            return self._answer(429, {}, {"Retry-After": "1"})
        if fate == "fail":
            return self._answer(500, {})
        if fate == "cut_before":
            return self._cut()
        reference = str(body.get("reference", ""))
        if not reference:  # whoever wrote it was cut off in the middle
            return self._answer(422, {"error": "no reference"})
        provider_id, is_new = self.server.journal.accept(
            reference, self.headers.get("Idempotency-Key")
        )
        if is_new:
            self.server.tell(reference, provider_id)
            if random.random() < plan.early:  # noqa: S311
                _post(plan.webhook, {"reference": reference, "status": "accepted"}, 0)
        if fate == "cut":
            return self._cut()
        if fate == "fail_after":
            return self._answer(500, {})
        time.sleep(
            plan.hang_seconds if fate == "hang" else random.uniform(0, plan.delay_seconds)  # noqa: S311
        )
        return self._answer(200, {"id": provider_id})

    def _answer(
        self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
        """Nothing is said: the journal tells."""


def _post(url: str, body: dict[str, Any], wait_seconds: float) -> None:
    """Tell a webhook, and again until it listens."""
    time.sleep(wait_seconds)
    for _ in range(WEBHOOK_TRIES if url else 0):
        request = urllib.request.Request(  # noqa: S310 - an address the test gave
            url, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulator.provider", description=__doc__)
    parser.add_argument("--port", type=int, default=8009)
    parser.add_argument("--data", default=":memory:", help="a file that keeps the journal")
    options = parser.parse_args()
    server = Server(options.port, options.data)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stdout.write(f"Pretend provider on {server.origin}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.2)
    except (KeyboardInterrupt, SystemExit):
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
