"""The bank's webhooks: posted from a thread, later, twice or in another order if told to."""

import heapq
import http.client
import itertools
import json
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

TRIES, PAUSE_SECONDS, TIMEOUT_SECONDS = 6, 1.0, 10
SUFFIX = "/pix"  # the standard appends it to what was registered


class Notices:
    """Posts bodies to addresses, each until it is answered by a 2xx or was tried too often."""

    def __init__(self) -> None:
        self.sent: deque[dict[str, Any]] = deque(maxlen=500)  # what happened, for whoever asks
        self._queue: list[tuple[float, int, str, Any, int]] = []
        self._count = itertools.count()
        self._wake = threading.Condition()
        threading.Thread(target=self._run, name="notices", daemon=True).start()

    def post(self, url: str, body: Any, *, in_seconds: float = 0, tries: int = TRIES) -> None:
        with self._wake:
            entry = (time.monotonic() + in_seconds, next(self._count), url, body, tries)
            heapq.heappush(self._queue, entry)
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._queue or self._queue[0][0] > time.monotonic():
                    left = self._queue[0][0] - time.monotonic() if self._queue else None
                    self._wake.wait(left)
                _at, _n, url, body, tries = heapq.heappop(self._queue)
            status = deliver(url, body)
            self.sent.append({"url": url, "body": body, "status": status})
            if not 200 <= status < 300 and tries > 1:
                self.post(
                    url, body, in_seconds=PAUSE_SECONDS * 2 ** (TRIES - tries), tries=tries - 1
                )


def deliver(url: str, body: Any) -> int:
    """Post JSON to the webhook; return the status, 0 where nobody answered."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    at = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(at, parts.port, timeout=TIMEOUT_SECONDS)
    path = parts.path.rstrip("/") + SUFFIX + (f"?{parts.query}" if parts.query else "")
    try:
        link.request(
            "POST",
            path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Host": parts.netloc},
        )
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        link.close()
