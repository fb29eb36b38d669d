"""What every pretend gateway has in common: documents, webhooks, and what a payer may do."""

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.gateways.notices import Letter, Notices
from simulator.psp.store import Document, Store

WAYS = ("once", "twice", "never", "forged", "unsigned", "lie")


class Refusal(Exception):
    """An answer that is an error, in the gateway's own words."""

    def __init__(self, status: int, body: Any) -> None:
        self.status, self.body = status, body
        super().__init__(str(status))


@dataclass
class Call:
    """One request to a gateway's API."""

    method: str
    path: str
    query: dict[str, str]
    headers: Any
    body: Any
    account: str = ""
    query_text: str = ""  # as it came, for names that are given twice


@dataclass
class Sale:
    """What the pages for people show of a charge. `state` is open, paid, refused or over."""

    key: str
    title: str
    cents: int
    method: str
    state: str
    told: str  # in the gateway's own word
    back: str = ""  # where the shop wants the payer to go
    code: str = ""
    line: str = ""
    is_drawn: bool = True  # a boleto exists once it was drawn


Route = tuple[str, str, Callable[..., Any]]


class Desk:
    """Base of the gateways. `origin` is where its own pages stand."""

    name = ""
    title = ""

    def __init__(self, store: Store, notices: Notices, origin: str) -> None:
        self.store, self.notices, self.origin = store, notices, origin
        self.refunds_wait = False  # they stay pending until `finish_refunds`
        self.refunds_fail = False

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def account_of(self, call: Call) -> str:
        """Who calls. Raises Refusal."""
        raise NotImplementedError

    def read(self, content: bytes) -> Document:
        """The body of a request. Raises Refusal."""
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Refusal(400, {"message": "the body is no JSON object"})
        return found

    def status_of(self, call: Call) -> int:
        """What a call that went well is answered with."""
        return 200

    def sales(self) -> list[Sale]:
        """The charges, the latest first."""
        raise NotImplementedError

    def act(self, verb: str, key: str, asked: Document) -> Any:
        """Do what a payer, a bank or a button does: pay, refuse, expire, dispute, win, refund."""
        raise NotImplementedError

    # --- Documents ---------------------------------------------------------------------------
    def kind(self, what: str) -> str:
        return f"{self.name}-{what}"

    def put(self, what: str, account: str, key: str, body: Document, at: str = "") -> None:
        self.store.put(self.kind(what), account, key, body, at=at)

    def get(self, what: str, account: str, key: str) -> Document | None:
        return self.store.get(self.kind(what), account, key)

    def every(self, what: str, account: str = "") -> list[Document]:
        return self.store.every(self.kind(what), account)

    def place_of(self, what: str, key: str) -> tuple[str, Document]:
        """Return (account, document) of a key of whatever account. Raises Refusal."""
        for account in self.every("account"):
            if found := self.get(what, account["key"], key):
                return account["key"], found
        raise Refusal(404, {"message": "not found"})

    def know(self, account: str) -> None:
        if self.get("account", "", account) is None:
            self.put("account", "", account, {"key": account})

    def once(self, call: Call, key: str, make: Callable[[], Document]) -> Document:
        """The same answer for the same idempotency key; another request with it is refused."""
        if not key:
            return make()
        digest = hashlib.sha256(json.dumps(call.body, sort_keys=True).encode()).hexdigest()
        with self.store.step():
            known = self.get("idem", call.account, key)
            if known is None:
                known = {"digest": digest, "answer": make()}
                self.put("idem", call.account, key, known)
        if known["digest"] != digest:
            raise Refusal(400, self.reused())
        answer: Document = known["answer"]
        return answer

    def reused(self) -> Any:
        return {"message": "Keys for idempotent requests can only be used with the same body"}

    # --- Webhooks ----------------------------------------------------------------------------
    def tell(self, letters: list[Letter], asked: Document) -> None:
        """Post what is to be told, in the way that was asked for."""
        deliver, delay = asked.get("deliver", "once"), float(asked.get("delay", 0))
        if asked.get("reorder"):
            letters = letters[::-1]
        for number, letter in enumerate(letters):
            for again in range({"never": 0, "twice": 2}.get(deliver, 1)):
                self.notices.post(letter, in_seconds=delay + number * 0.05 + again * 0.3)


def new_id(prefix: str, size: int = 24) -> str:
    alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    return prefix + "".join(secrets.choice(alphabet) for _ in range(size))


def now() -> int:
    return int(time.time())
