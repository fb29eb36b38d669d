"""A bank on loopback for the tests: the demo's own, speaking the API Pix over HTTP."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.db import connection

from flowt.due import claims, worker
from flowt.due.handlers import Lane
from payments.models import GatewayAccount, Payment
from payments.operations import configure_gateway, request_payment
from simulator.psp.server import Server
from tests.loopback import PLAIN

PROFILES = ["delivery", "pickup", "table"]
SETTINGS = {
    "provider": "demo",
    "client_id": "primeira",
    "client_secret": "segredo-do-banco",
    "key": "caixa@primeira.example",
    "expiry_minutes": 30,
    "profiles": PROFILES,
}


class Bank:
    """What a test tells the bank to do, over HTTP; and what it was heard to do."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.origin = f"http://127.0.0.1:{server.server_address[1]}"
        self.link = httpx.Client(base_url=self.origin, timeout=60, verify=PLAIN)

    def tell(self, what: str, **asked: Any) -> Any:
        answer = self.link.post(f"/_sim/{what}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pay(self, payment: Payment, **asked: Any) -> str:
        """Pay its last code, without a webhook unless asked. Returns the endToEndId."""
        code = payment.charges.latest("number").txid
        return self.tell("pay", code=code, **{"deliver": "never", **asked})["endToEndId"]

    def break_next(self, match: str, action: str, times: int = 1, **asked: Any) -> None:
        self.tell("faults", match=match, action=action, times=times, **asked)


@pytest.fixture(scope="session")
def _bank_server() -> Iterator[Server]:
    server = Server(0)
    threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,)).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def bank(_bank_server: Server, settings) -> Iterator[Bank]:
    """The bank, empty and well-behaved."""
    made = Bank(_bank_server)
    settings.FLOWT_PSP_SIMULATOR = made.origin
    yield made
    made.tell("faults", clear=True)
    made.tell("refunds")
    for kind in ("account", "token", "cob", "pix", "webhook", "loc"):
        _bank_server.bank.store.drop_all(kind)
    made.link.close()


@pytest.fixture
def psp(tenant, bank: Bank) -> Bank:
    """The tenant offers PIX by that bank."""
    configure_gateway("pix_psp", is_enabled=True, settings=SETTINGS, actor=None)
    work()
    return bank


def ask(key: str = "order-1", amount: str = "50.00") -> Payment:
    """Ask for a payment, and let a worker make its code."""
    from decimal import Decimal

    payment = request_payment(
        key=key, reference=key, amount=Decimal(amount), currency="BRL", gateway="pix_psp"
    )
    work()
    payment.refresh_from_db()
    return payment


def work(*, later: bool = False, rounds: int = 12) -> list[str]:
    """Do what is due in this tenant, as a worker does; `later`: timers as well, once.

    Returns the kinds in the order in which they ran. A job that fails waits for its next try.
    """
    if later:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE public.due_queue SET run_at = now(), is_ready = true")
    ran: list[str] = []
    for _round in range(rounds):
        leases = [lease for lane in Lane for lease in claims.claim(lane=lane)]
        for lease in leases:
            ran.append(lease.kind)
            worker.run(lease, connection.tenant)
        if not leases:
            break
    return ran


def entries(payment: Payment | None) -> list[tuple[str, str]]:
    """The ledger, as (kind, amount)."""
    from payments.models import LedgerEntry

    rows = LedgerEntry.objects.filter(payment=payment).order_by("id")
    return [(kind, str(amount)) for kind, amount in rows.values_list("kind", "amount")]


def psp_settings() -> dict[str, Any]:
    return dict(GatewayAccount.objects.get(kind="pix_psp").settings)


def wait_for(condition: Any, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def _gateway_server() -> Iterator[Any]:
    from simulator.gateways.server import Server as Gateways

    server = Gateways(0, host="127.0.0.1")
    threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,)).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def desks(_gateway_server: Any, settings: Any) -> Iterator[Any]:
    """The gateways, empty and well-behaved, with nothing set up yet."""
    from tests.payments.hosted import Desks

    made = Desks(_gateway_server)
    settings.FLOWT_GATEWAY_SIMULATOR = _gateway_server.origin
    yield made
    made.tell("faults", clear=True)
    for name in _gateway_server.desks:
        made.tell(f"{name}/refunds")
    _gateway_server.store.drop_everything()
    made.link.close()
