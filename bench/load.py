"""A small load generator: keep-alive connections over raw sockets, in a process of its own.

`python -m bench.load HOST_HEADER PORT PATH CONNECTIONS SECONDS HOSTS` prints one JSON object.
Where HOSTS is not 0, the `{}` of HOST_HEADER is another number below it each time, by chance.
"""

import json
import random
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BUFFER = 262_144


@dataclass(frozen=True)
class Result:
    """What came back, latencies in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int


def measure(
    host: str, port: int, path: str, *, connections: int, seconds: float, hosts: int = 0
) -> Result:
    """Load one address, or that of many hosts, from another process."""
    words = [host, port, path, connections, seconds, hosts]
    command = [sys.executable, "-m", "bench.load", *map(str, words)]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return Result(**json.loads(done.stdout))


class Connection:
    """One request under way at a time; the next leaves when the answer is whole."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self.missing = -1  # bytes of the body still to come; -1 before the head was read
        self.head = b""
        self.is_fine = False

    def send(self, request: bytes) -> None:
        self.missing, self.head = -1, b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read what is there. True when the answer is whole."""
        data = self.socket.recv(BUFFER)
        if not data:
            raise ConnectionError("the server closed a connection")
        if self.missing < 0:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self.head[:end].lower()
            self.is_fine = head.startswith(b"http/1.1 200")
            at = head.index(b"content-length:")
            length = int(head[at + 15 : head.find(b"\r\n", at) if b"\r\n" in head[at:] else None])
            self.missing = length - (len(self.head) - end - 4)
        else:
            self.missing -= len(data)
        return self.missing <= 0


def run(
    host: str, port: int, path: str, *, connections: int, seconds: float, hosts: int = 0
) -> Result:
    """Keep `connections` busy for `seconds` after a short start that does not count."""

    def request(name: str) -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nAccept-Encoding: br, gzip\r\n"
            "User-Agent: bench\r\nAccept: text/html\r\n\r\n"
        ).encode()

    requests = [request(host.format(number)) for number in range(hosts)] or [request(host)]
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        connection = Connection(port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(random.choice(requests))
    took: list[float] = []
    errors = 0
    begins = time.perf_counter() + 0.3
    ends = begins + seconds
    now = time.perf_counter()
    while now < ends:
        for key, _ in selector.select(1):
            connection = key.data
            if connection.receive():
                now = time.perf_counter()
                if now >= begins:
                    took.append(now - connection.sent_at)
                    errors += not connection.is_fine
                connection.send(random.choice(requests))
        now = time.perf_counter()
    took.sort()
    if not took:
        raise SystemExit("no answer came back")
    at = [took[min(int(len(took) * share), len(took) - 1)] * 1000 for share in (0.5, 0.99)]
    return Result(len(took) / seconds, at[0], at[1], errors)


if __name__ == "__main__":
    host, port, path, connections, seconds, hosts = sys.argv[1:]
    load = {"connections": int(connections), "seconds": float(seconds), "hosts": int(hosts)}
    found = run(host, int(port), path, **load)
    print(json.dumps(vars(found)))
