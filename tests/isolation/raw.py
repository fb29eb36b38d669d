"""Requests as bytes: what no client library would send."""

import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    status: int
    head: str
    body: str

    def cookies(self) -> dict[str, str]:
        """Return the attributes of each cookie that is set, in lower case, by name."""
        found = {}
        for line in self.head.split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                found[value.partition("=")[0].strip()] = value.strip()
        return found


def send(port: int, request: bytes) -> Reply:
    """Send `request` on a connection of its own; read until the server closes it."""
    with socket.create_connection(("127.0.0.1", port), timeout=90) as wire:
        wire.sendall(request)
        received = b""
        while part := wire.recv(65_536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head else 0
    return Reply(status, head.decode("latin-1"), body.decode(errors="replace"))


def request(
    host: bytes | None,
    target: bytes = b"/cardapio/",
    *more: bytes,
    method: bytes = b"GET",
    body: bytes = b"",
) -> bytes:
    """Build a request behind a proxy that speaks HTTPS; `more` are header lines."""
    lines = [method + b" " + target + b" HTTP/1.1", b"X-Forwarded-Proto: https"]
    lines += [b"Host: " + host] if host is not None else []
    if body:
        lines.append(b"Content-Type: application/x-www-form-urlencoded")
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, *more, b"Connection: close", b"", body])
