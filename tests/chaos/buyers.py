"""Customers who keep trying: each order has its key, and is posted until somebody says 201."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.loopback import PLAIN

PATIENCE_SECONDS = 180


@dataclass
class Crowd:
    """`buyers` threads that place `orders` in all, and one that looks at the menu meanwhile."""

    address: str
    host: str
    item_id: int
    orders: int
    buyers: int = 4
    acknowledged: list[int] = field(default_factory=list)  # numbers, in the order of the answers
    keys: list[str] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)  # by status; 0 where there was none
    menus: list[tuple[float, int, float]] = field(default_factory=list)  # at, status, seconds
    slowest_refusal: float = 0.0

    def start(self) -> None:
        self._is_over = threading.Event()
        each = self.orders // self.buyers
        self._threads = [
            threading.Thread(target=self._buy, args=(each,), daemon=True)
            for _ in range(self.buyers)
        ]
        self._reader = threading.Thread(target=self._read, daemon=True)
        for thread in (*self._threads, self._reader):
            thread.start()

    def wait_for(self, count: int) -> None:
        """Until so many orders were acknowledged."""
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.acknowledged) < count:
            assert time.monotonic() < until, f"{len(self.acknowledged)} of {count}: {self.answers}"
            time.sleep(0.02)

    def finish(self) -> None:
        self.wait_for(self.orders // self.buyers * self.buyers)
        self._is_over.set()
        for thread in (*self._threads, self._reader):
            thread.join(30)

    def menus_between(self, start: float, end: float) -> list[tuple[int, float]]:
        return [(status, took) for at, status, took in self.menus if start <= at <= end]

    def _buy(self, count: int) -> None:
        for _ in range(count):
            key = uuid4().hex
            self.keys.append(key)
            while (number := self._post(key)) is None:
                time.sleep(0.1)
            self.acknowledged.append(number)

    def _post(self, key: str) -> int | None:
        body = {
            "profile": "pickup",
            "items": [{"item_id": self.item_id}],
            "customer": {"name": "Ana Lima", "phone": f"+55119{int(key[:7], 16) % 10**8:08d}"},
            "payment_method": "cash",
        }
        began = time.monotonic()
        try:
            with self._client() as client:
                answer = client.post("/api/v1/orders", json=body, headers={"Idempotency-Key": key})
        except httpx.HTTPError:
            self.answers[0] += 1
            return None
        self.answers[answer.status_code] += 1
        if answer.status_code == 201:
            return int(answer.json()["number"])
        self.slowest_refusal = max(self.slowest_refusal, time.monotonic() - began)
        return None

    def _read(self) -> None:
        while not self._is_over.wait(0.1):
            began = time.monotonic()
            try:
                with self._client() as client:
                    status = client.get("/cardapio/").status_code
            except httpx.HTTPError:
                status = 0
            self.menus.append((began, status, time.monotonic() - began))

    def _client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.address, headers={"Host": self.host}, timeout=20, verify=PLAIN
        )
