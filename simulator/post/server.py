"""The post office over HTTP: Postmark's `POST /email`, and pages for people at `/`."""

import json
import socket
import time
from base64 import b64decode
from email.message import EmailMessage
from email.utils import parseaddr
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from simulator.post import pages
from simulator.post.fates import SLOW_SECONDS, fate_of
from simulator.post.notices import event, post_later
from simulator.post.smtp import make_controller
from simulator.post.store import Store, as_json

MOST_BYTES = 12_000_000
INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses:"
    " {}. Inactive recipients are ones that have generated a hard bounce or a spam complaint."
)


class Server(ThreadingHTTPServer):
    """HTTP on one port of loopback, SMTP on another."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, smtp_port: int = 0, path: str = ":memory:") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store = Store(path)
        self.origin = f"http://localhost:{self.server_address[1]}"
        self.notice_seconds = 1.0
        self.smtp = make_controller(self.store, smtp_port or free_port())
        self.smtp.start()

    def server_close(self) -> None:
        super().server_close()
        self.smtp.stop()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # else a body waits until its head was acknowledged

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's own name
        """Nothing is said: the pages show what arrived."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        status, kind, content = pages.answer(self.server.store, parts.path, query)
        self._send(status, kind, content)

    def do_POST(self) -> None:
        content = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        path = urlsplit(self.path).path
        if path in ("/email", "/email/"):
            return self._take(content)
        if path in ("/limpar", "/webhook"):
            form = dict(parse_qsl(content.decode("utf-8", "replace")))
            if path == "/limpar":
                self.server.store.clear()
            else:
                self.server.store.set_hook(form.get("token", ""), form.get("url", "").strip())
            return self._send(303, "text/plain", b"", {"Location": "/"})
        return self._send(404, "text/plain", b"")

    def _take(self, content: bytes) -> None:
        token = self.headers.get("X-Postmark-Server-Token", "")
        if not token or token == "errada":  # noqa: S105 - the one that is never right
            return self._json(401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."})
        try:
            mail = json.loads(content)
            raw = _as_mime(mail)
        except (ValueError, KeyError, TypeError):
            return self._json(422, {"ErrorCode": 402, "Message": "Received invalid JSON."})
        to = parseaddr(mail["To"])[1]
        fate = fate_of(to)
        if fate == "refuse":
            return self._json(422, {"ErrorCode": 406, "Message": INACTIVE.format(to)})
        message_id = str(uuid4())
        self.server.store.add("api", to, raw)
        self._tell(token, fate, {**mail, "To": to}, message_id)
        if fate == "slow":
            time.sleep(SLOW_SECONDS)
        if fate == "cut":
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        body = {"To": to, "SubmittedAt": at, "MessageID": message_id}
        return self._json(200, {**body, "ErrorCode": 0, "Message": "OK"})

    def _tell(self, token: str, fate: str, mail: dict[str, Any], message_id: str) -> None:
        """What a mailbox does: takes it, sends it back, or takes it and complains."""
        url = self.server.store.hooks().get(token)
        if not url:
            return
        wait = self.server.notice_seconds
        if fate in ("bounce", "soft"):
            post_later(url, event(fate, mail, message_id), in_seconds=wait)
            return
        post_later(url, event("delivered", mail, message_id), in_seconds=wait)
        if fate == "spam":
            post_later(url, event("spam", mail, message_id), in_seconds=wait * 3)

    def _json(self, status: int, body: Any) -> None:
        self._send(status, "application/json", as_json(body))

    def _send(
        self, status: int, kind: str, content: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _as_mime(mail: dict[str, Any]) -> bytes:
    """A mail of the API as it would travel."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = mail["From"], mail["To"], mail.get("Subject", "")
    if mail.get("ReplyTo"):
        made["Reply-To"] = mail["ReplyTo"]
    for header in mail.get("Headers", []):
        if header["Name"] not in made:
            made[header["Name"]] = header["Value"]
    made.set_content(mail.get("TextBody") or "")
    if mail.get("HtmlBody"):
        made.add_alternative(mail["HtmlBody"], subtype="html")
    for file in mail.get("Attachments", []):
        main, _slash, sub = file["ContentType"].partition("/")
        made.add_attachment(
            b64decode(file["Content"]), maintype=main, subtype=sub, filename=file["Name"]
        )
    return made.as_bytes()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
