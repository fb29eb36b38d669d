"""The SMTP side."""

import asyncio
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from simulator.post.fates import SLOW_SECONDS, fate_of
from simulator.post.store import Store

PASSWORD = "demo123"  # noqa: S105 - of the demo's own servers; "errada" is refused


class Handler:
    """Takes mails from anybody, and does with each what its address says."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.put_off: set[str] = set()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        fate = fate_of(address)
        if fate == "refuse":
            return "550 5.1.1 <recipient>: no such user here"
        if fate == "full" and address not in self.put_off:
            self.put_off.add(address)
            return "452 4.2.2 mailbox full, try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fates = {fate_of(one) for one in envelope.rcpt_tos}
        if "bounce" in fates:
            return "550 5.1.1 user unknown"
        if "slow" in fates:
            await asyncio.sleep(SLOW_SECONDS)
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        for address in envelope.rcpt_tos:
            self.store.add("smtp", address, raw)
        if "cut" in fates:
            assert server.transport is not None
            server.transport.abort()
        return "250 2.0.0 accepted"


def authenticate(server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> Any:
    is_fine = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=is_fine, handled=False)  # it answers 535 by itself


def make_controller(store: Store, port: int, *, host: str = "127.0.0.1") -> Controller:
    """Return the server; `start()` runs it in a thread. Port 0: any that is free."""
    handler = Handler(store)
    return Controller(
        handler,
        hostname=host,
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
        ready_timeout=15,
        ident="Flowt demo",
        server_hostname="post.localhost",
    )
