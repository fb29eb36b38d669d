"""Webhooks of the gateways: posted from a thread; late, twice, forged or held back if told to."""

import heapq
import http.client
import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TRIES, PAUSE_SECONDS, TIMEOUT_SECONDS = 6, 1.0, 10


@dataclass(frozen=True)
class Letter:
    """One webhook, as it leaves."""

    url: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class Notices:
    """Posts letters, each until it is answered well or was tried too often.

    While `held` is a list, letters wait in it instead, for whoever wants to deliver them.
    """

    def __init__(self) -> None:
        self.sent: deque[dict[str, Any]] = deque(maxlen=500)
        self.held: list[Letter] | None = None
        self._queue: list[tuple[float, int, Letter, int]] = []
        self._count = itertools.count()
        self._wake = threading.Condition()
        threading.Thread(target=self._run, name="gateway-notices", daemon=True).start()

    def post(self, letter: Letter, *, in_seconds: float = 0, tries: int = TRIES) -> None:
        if self.held is not None:
            self.held.append(letter)
            return
        with self._wake:
            entry = (time.monotonic() + in_seconds, next(self._count), letter, tries)
            heapq.heappush(self._queue, entry)
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._queue or self._queue[0][0] > time.monotonic():
                    left = self._queue[0][0] - time.monotonic() if self._queue else None
                    self._wake.wait(left)
                _at, _n, letter, tries = heapq.heappop(self._queue)
            status = deliver(letter)
            self.sent.append({"url": letter.url, "body": letter.body, "status": status})
            if not 200 <= status < 300 and tries > 1:
                wait = PAUSE_SECONDS * 2 ** (TRIES - tries)
                self.post(letter, in_seconds=wait, tries=tries - 1)


def deliver(letter: Letter) -> int:
    """Post a letter; return the status, 0 where nobody answered."""
    parts = urlsplit(letter.url)
    host = parts.hostname or ""
    at = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(at, parts.port, timeout=TIMEOUT_SECONDS)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", **letter.headers, "Host": parts.netloc}
    try:
        link.request("POST", path, letter.body.encode(), headers)
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        link.close()
