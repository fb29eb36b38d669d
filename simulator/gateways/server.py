"""The gateways over HTTP: each API below /<name>, control below /_sim, pages for people at /."""

import json
import re
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from simulator.gateways import pages
from simulator.gateways.asaas import Asaas
from simulator.gateways.desk import Call, Desk, Refusal
from simulator.gateways.mercadopago import MercadoPago
from simulator.gateways.notices import Notices
from simulator.gateways.stripe import Stripe
from simulator.psp.faults import CUT_AFTER, CUT_BEFORE, Fault, Faults
from simulator.psp.store import Store

MOST_BYTES = 200_000
FAMILY: tuple[type[Desk], ...] = (Stripe, MercadoPago, Asaas)


class Server(ThreadingHTTPServer):
    """All gateways on one port of loopback."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, path: str = ":memory:", *, host: str = "localhost") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.origin = f"http://{host}:{self.server_address[1]}"
        self.store, self.notices, self.faults = Store(path), Notices(), Faults()
        made = [one(self.store, self.notices, self.origin) for one in FAMILY]
        self.desks = {desk.name: desk for desk in made}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # else a body waits until its head was acknowledged

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
        """Say nothing: requests carry keys."""

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET

    def _answer(self) -> None:
        content = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        parts = urlsplit(self.path)
        _, name, *rest = parts.path.split("/")
        desk = self.server.desks.get(name)
        try:
            if desk is not None and rest and rest[0] not in pages.PLACES:
                self._serve_api(desk, "/" + "/".join(rest), parts.query, content)
            elif name == "_sim":
                self._json(200, self._control(rest, content))
            else:
                self._page(parts.path, parts.query, content)
        except Refusal as refusal:
            self._json(refusal.status, refusal.body)
        except _Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _serve_api(self, desk: Desk, path: str, query: str, content: bytes) -> None:
        fault = self._fault(f"{self.command} /{desk.name}{path}")
        call = Call(self.command, path, dict(parse_qsl(query)), self.headers, None)
        call.query_text = unquote(query)
        call.account = desk.account_of(call)
        call.body = desk.read(content) if content else {}
        for method, pattern, function in desk.routes():
            found = re.fullmatch(pattern, path)
            if found and method == self.command:
                answer = function(call, *map(unquote, found.groups()))
                if fault == CUT_AFTER:
                    raise _Cut
                return self._json(desk.status_of(call), answer)
        raise Refusal(404, {"message": "no such address"})

    def _fault(self, request: str) -> str:
        fault: Fault | None = self.server.faults.take(request)
        if fault is None:
            return ""
        if fault.delay_seconds:
            time.sleep(fault.delay_seconds)
        if fault.action == CUT_BEFORE:
            raise _Cut
        if fault.action.isdecimal():
            raise Refusal(int(fault.action), {"message": "Fora do ar."})
        return fault.action

    def _control(self, rest: list[str], content: bytes) -> Any:
        """`/_sim/stripe/pay {"key": …}`, `/_sim/faults`, `/_sim/notices`, `/_sim/sales`."""
        asked = json.loads(content) if content else {}
        match rest:
            case ["faults"]:
                return self.server.faults.add(asked)
            case ["notices"]:
                return list(self.server.notices.sent)
            case [name, "refunds"] if name in self.server.desks:
                desk = self.server.desks[name]
                desk.refunds_wait = bool(asked.get("wait"))
                desk.refunds_fail = bool(asked.get("fail"))
                return {}
            case [name, verb] if name in self.server.desks and verb.isidentifier():
                return self.server.desks[name].act(verb, str(asked.get("key", "")), asked) or {}
        raise Refusal(404, {"message": "nothing here"})

    def _page(self, path: str, query: str, content: bytes) -> None:
        form = dict(parse_qsl(content.decode("utf-8", "replace")))
        status, html, place = pages.answer(
            self.server.desks, path, dict(parse_qsl(query)), form, self.command
        )
        headers = {"Location": place} if place else {}
        self._send(status, "text/html; charset=utf-8", html.encode(), headers)

    def _json(self, status: int, body: Any) -> None:
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        self._send(status, "application/json", content, {})

    def _send(self, status: int, kind: str, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Cut(Exception):
    """The connection ends here, without an answer."""
