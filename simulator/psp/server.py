"""The bank over HTTP: the API Pix below /v2, its control below /_sim, pages for people at /."""

import json
import re
import socket
import time
from base64 import b64decode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from simulator.psp import pages
from simulator.psp.bank import Bank
from simulator.psp.faults import CUT_AFTER, CUT_BEFORE, Faults
from simulator.psp.notices import Notices
from simulator.psp.payer import Payer
from simulator.psp.problems import Problem
from simulator.psp.store import Store

MOST_BYTES = 200_000
Route = tuple[str, str, Callable[..., Any]]


class Server(ThreadingHTTPServer):
    """One bank on one port of loopback."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, path: str = ":memory:") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.origin = f"http://localhost:{self.server_address[1]}"
        self.bank = Bank(Store(path), Notices(), self.origin)
        self.payer, self.faults = Payer(self.bank), Faults()

    def api(self) -> list[Route]:
        bank = self.bank
        return [
            ("PUT", r"/v2/cob/([^/]+)", bank.create_charge),
            ("GET", r"/v2/cob/([^/]+)", bank.charge),
            ("PATCH", r"/v2/cob/([^/]+)", bank.revise_charge),
            ("GET", r"/v2/pix", bank.pix_list),
            ("GET", r"/v2/pix/([^/]+)", bank.pix),
            ("PUT", r"/v2/pix/([^/]+)/devolucao/([^/]+)", bank.refund),
            ("GET", r"/v2/pix/([^/]+)/devolucao/([^/]+)", bank.refund_of),
            ("PUT", r"/v2/webhook/([^/]+)", bank.register),
            ("GET", r"/v2/webhook/([^/]+)", bank.registered),
            ("DELETE", r"/v2/webhook/([^/]+)", bank.unregister),
        ]


class Handler(BaseHTTPRequestHandler):
    """One connection. Errors leave as problem+json."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # else a body waits until its head was acknowledged

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
        """Say nothing: the bank is part of a demo, and its requests carry tokens."""

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _answer(self) -> None:
        content = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        parts = urlsplit(self.path)
        self.query = dict(parse_qsl(parts.query))
        try:
            if parts.path.startswith("/v2/"):
                self._serve_api(parts.path, content)
            elif parts.path == "/oauth/token":
                self._fault(f"POST {parts.path}")
                self._json(200, self._token(content))
            elif parts.path.startswith("/_sim/"):
                self._json(200, self._control(parts.path, content))
            else:
                self._page(parts.path, content)
        except Problem as problem:
            kind = "application/problem+json"
            self._json(problem.status, problem.body, kind=kind, headers=problem.headers)
        except _Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # --- The API -----------------------------------------------------------------------------
    def _serve_api(self, path: str, content: bytes) -> None:
        fault = self._fault(f"{self.command} {path}")
        account = self.server.bank.account_of(self.headers.get("Authorization", ""))
        answer = self._call(account, path, content)
        if fault == CUT_AFTER:
            raise _Cut
        made = self.command == "PUT" and "/webhook/" not in path
        self._json(201 if made else 204 if self.command == "DELETE" else 200, answer)

    def _call(self, account: str, path: str, content: bytes) -> Any:
        for method, pattern, function in self.server.api():
            found = re.fullmatch(pattern, path)
            if found and method == self.command:
                extra = [_body(content)] if method in ("PUT", "PATCH") else []
                if path == "/v2/pix":
                    extra = [self.query]
                return function(account, *map(unquote, found.groups()), *extra)
        raise Problem(404, "NaoEncontrado", "Este endereço não existe.")

    def _token(self, content: bytes) -> Any:
        if dict(parse_qsl(content.decode())).get("grant_type") != "client_credentials":
            raise Problem(400, "RequisicaoInvalida", "grant_type deve ser client_credentials.")
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        try:
            client, _, secret = b64decode(given).decode().partition(":")
        except ValueError:
            client = secret = ""
        if scheme != "Basic":
            raise Problem(401, "AcessoNegado", "Use Basic.")
        return self.server.bank.sign_in(client, secret)

    def _fault(self, request: str) -> str:
        fault = self.server.faults.take(request)
        if fault is None:
            return ""
        if fault.delay_seconds:
            time.sleep(fault.delay_seconds)
        if fault.action == CUT_BEFORE:
            raise _Cut
        if fault.action.isdecimal():
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
            raise Problem(int(fault.action), "ErroInterno", "Fora do ar.", headers=headers)
        return fault.action

    # --- Control -----------------------------------------------------------------------------
    def _control(self, path: str, content: bytes) -> Any:
        asked = _body(content) if content else {}
        bank, payer = self.server.bank, self.server.payer
        match path.removeprefix("/_sim/"):
            case "pay":
                return payer.pay(asked["code"], asked)
            case "expire":
                return payer.expire(asked["code"])
            case "return":
                return payer.take_back(asked["code"], asked.get("valor", ""))
            case "faults":
                return self.server.faults.add(asked)
            case "refunds":
                bank.refunds_wait_seconds = float(asked.get("wait_seconds", 0))
                bank.refunds_fail = bool(asked.get("fail", False))
                return {}
            case "forget-tokens":
                return bank.forget_tokens()
            case "notices":
                return list(bank.notices.sent)
            case "charges":
                return bank.store.every("cob")
        raise Problem(404, "NaoEncontrado", "Nada aqui.")

    def _page(self, path: str, content: bytes) -> None:
        form = dict(parse_qsl(content.decode("utf-8", "replace")))
        status, html, location = pages.answer(self.server.payer, path, self.query, form)
        headers = {"Location": location} if location else {}
        self._send(status, "text/html; charset=utf-8", html.encode(), headers)

    def _json(
        self,
        status: int,
        body: Any,
        *,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> None:
        content = b"" if status == 204 else json.dumps(body, ensure_ascii=False).encode()
        self._send(status, kind, content, headers or {})

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


def _body(content: bytes) -> Any:
    try:
        asked = json.loads(content)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise Problem(400, "RequisicaoInvalida", "O corpo não é um objeto JSON.")
    return asked
