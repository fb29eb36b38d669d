"""A provider on loopback, and three kinds of effect that speak to it."""

from threading import Thread

import pytest

from flowt import http
from flowt.effects import Accepted, EffectKind, Withheld, kinds
from simulator.provider import Plan, Server


class Plain(EffectKind):
    """No idempotency key, as WhatsApp and SMTP; not worth a second try."""

    kind = "test.plain"
    label = "Plain"
    takes_key = False
    address = ""
    heard = []

    def prepare(self, effect):
        if effect.payload.get("opted_out"):
            raise Withheld("opted_out")
        return {"to": effect.payload["to"]}

    def send(self, sending):
        headers = {"Idempotency-Key": sending.reference} if self.takes_key else {}
        body = {**sending.message, "reference": sending.reference}
        answer = http.post_json(f"{Plain.address}/send", body, headers=headers)
        return Accepted(provider_id=answer["id"])

    def settled(self, effect):
        Plain.heard.append((effect.key, effect.status))


class Transactional(Plain):
    kind = "test.transactional"
    is_transactional = True


class Keyed(Plain):
    kind = "test.keyed"
    takes_key = True
    max_attempts = 3


@pytest.fixture
def provider():
    """The simulator, in a thread. `provider.plan = Plan(...)` says how it behaves."""
    server = Server(0)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    Plain.address, Plain.heard[:] = server.origin, []
    for kind in (Plain, Transactional, Keyed):
        kinds.register(kind)
    yield server
    for kind in (Plain, Transactional, Keyed):
        del kinds._members[kind.kind]
    server.shutdown()
    server.server_close()


@pytest.fixture
def behave(provider):
    def plan(**shares):
        provider.plan = Plan(**shares)

    return plan
