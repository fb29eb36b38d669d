"""The way out to addresses that a tenant typed: looked up once, pinned, and never to our own side.

Whatever notation an address comes in (decimal, octal, hexadecimal, IPv6 with an IPv4 inside, a
name), what counts is where it leads: only public addresses are connected to, and exactly the one
that was checked. Each connection serves one request and has one deadline for all of it, so that
an answer dripping byte by byte ends. Redirects are not followed: `flowt.http` sees to that, and
to the size of what is read.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from typing import Any

import httpcore
import httpx
from django.conf import settings

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
LOOK_UP_SECONDS, CONNECT_SECONDS, WHOLE_SECONDS = 3.0, 5.0, 20.0
PORTS = frozenset({80, 443, 8080, 8443})
MOST_CONNECTIONS = 20  # a process
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_lookers = ThreadPoolExecutor(8, "look-up")


class Forbidden(httpcore.ConnectError):
    """The address leads to where tenants may not reach, or to nowhere."""


def transport(context: ssl.SSLContext) -> httpx.BaseTransport:
    """Return what `httpx` sends such requests through."""
    return _Guarded(context)


def is_public(address: IPAddress) -> bool:
    """Is this an address of the open internet, also if another is wrapped in it?"""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = [address.sixtofour, *(address.teredo or ())]
        if any(not is_public(one) for one in inner if one is not None):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int, *, ports: frozenset[int] | None = None) -> list[str]:
    """Return the addresses to connect to. Raises Forbidden if one of them is not public.

    `ports` are those that may be reached on the open internet: the web's unless others are given.
    A name that leads to both sides is somebody's trick, not somebody's server.
    """
    try:
        looking = _lookers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = [str(entry[4][0]) for entry in looking.result(LOOK_UP_SECONDS)]
    except TooSlow:
        raise httpcore.ConnectTimeout("looking up the name took too long") from None
    except (OSError, UnicodeError):
        raise Forbidden("no such name") from None
    if not found or not all(
        _may_reach(ipaddress.ip_address(one), port, ports or PORTS) for one in found
    ):
        raise Forbidden("not a public address")
    return found


def _may_reach(address: IPAddress, port: int, ports: frozenset[int]) -> bool:
    """The open internet at these ports, and what whoever runs this opened on purpose."""
    if is_public(address) and port in ports:
        return True
    opened = (ipaddress.ip_network(text) for text in settings.FLOWT_EGRESS_ALLOW)
    return any(address in network for network in opened)


class _Guarded(httpx.HTTPTransport):
    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=0,  # a connection is one request: its deadline is too
            network_backend=_Backend(),
        )


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        until = time.monotonic() + WHOLE_SECONDS
        refused: Exception | None = None
        for address in resolve(host, port)[:3]:
            try:
                stream = super().connect_tcp(
                    address, port, _left(until, CONNECT_SECONDS), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
            else:
                return _Timed(stream, until)
        raise refused or Forbidden("no such name")

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise Forbidden("a socket of this machine")


class _Timed(httpcore.NetworkStream):
    """A connection that ends at its deadline, however busy it is."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._until, timeout))
        return _Timed(inner, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float, wanted: float | None) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole took too long")
    return left if wanted is None else min(left, wanted)
