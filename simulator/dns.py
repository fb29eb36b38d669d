"""A small DNS server on loopback: real wire format over UDP, and every way of going wrong."""

import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Trouble = Literal["", "servfail", "refused", "silence", "garbage", "other id"]
MOST_BYTES = 4096


@dataclass
class Zone:
    """What a name answers: its TXT values, after `delay_seconds`, or the trouble it makes."""

    texts: list[str] = field(default_factory=list)
    delay_seconds: float = 0.0
    trouble: Trouble = ""


class DnsServer:
    """Answers for the names it was told; every other one does not exist.

    `with DnsServer() as server: server.say("_flowt.example.com", "value")`. `asked` counts the
    questions by name.
    """

    def __init__(self, port: int = 0) -> None:
        self.asked: Counter[str] = Counter()
        self._zones: dict[str, Zone] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._socket.settimeout(0.1)
        self._is_open = True
        self._thread = threading.Thread(target=self._serve, name="dns-simulator", daemon=True)

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def say(
        self, name: str, *texts: str, delay_seconds: float = 0.0, trouble: Trouble = ""
    ) -> None:
        self._zones[_key(name)] = Zone(list(texts), delay_seconds, trouble)

    def forget(self, name: str) -> None:
        self._zones.pop(_key(name), None)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_open = False
        self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        while self._is_open:
            try:
                wire, sender = self._socket.recvfrom(MOST_BYTES)
            except TimeoutError:
                continue
            threading.Thread(target=self._answer, args=(wire, sender), daemon=True).start()

    def _answer(self, wire: bytes, sender: tuple[str, int]) -> None:
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return
        question = query.question[0]
        self.asked[_key(question.name.to_text())] += 1
        zone = self._zones.get(_key(question.name.to_text()))
        if zone is not None:
            time.sleep(zone.delay_seconds)
            if zone.trouble == "silence":
                return
        reply = _reply(query, zone)
        try:
            self._socket.sendto(reply, sender)
        except OSError:
            return


def _reply(query: dns.message.Message, zone: Zone | None) -> bytes:
    if zone is not None and zone.trouble == "garbage":
        return b"\x00\xff" * 8
    response = dns.message.make_response(query)
    response.flags |= dns.flags.AA | dns.flags.RA
    question = query.question[0]
    if zone is None:
        response.set_rcode(dns.rcode.NXDOMAIN)
    elif zone.trouble in ("servfail", "refused"):
        response.set_rcode(dns.rcode.from_text(zone.trouble))
    elif question.rdtype == dns.rdatatype.TXT and zone.texts:
        quoted = [" ".join(f'"{part}"' for part in _parts(text)) for text in zone.texts]
        response.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *quoted))
    if zone is not None and zone.trouble == "other id":
        response.id = (response.id + 1) % 65_536
    return response.to_wire()


def _parts(text: str) -> list[str]:
    """A TXT value is made of strings of at most 255 bytes."""
    return [text[place : place + 255] for place in range(0, len(text), 255)] or [""]


def _key(name: str) -> str:
    return name.lower().rstrip(".")
