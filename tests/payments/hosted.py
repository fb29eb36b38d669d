"""The gateways on loopback, as tests drive them: in a thread, over HTTP, webhooks held back."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx

from payments.models import GatewayAccount, LedgerEntry, Payment, PixReceipt
from payments.operations import configure_gateway, request_payment
from payments.purposes import Payer, Purpose, purposes
from simulator.gateways.mercadopago_payer import secret_of
from simulator.gateways.server import Server
from tests.loopback import PLAIN
from tests.payments.conftest import PROFILES, work

EVERYWHERE = {f"{method}_profiles": PROFILES for method in ("pix", "card", "boleto")}
COMMON = {**EVERYWHERE, "expiry_minutes": 60, "boleto_days": 3}
MP_TOKEN = "APP_USR-primeira-123"
SETTINGS = {
    "stripe": {**COMMON, "secret_key": "sk_test_primeira"},
    "mercadopago": {**COMMON, "secret_key": MP_TOKEN, "webhook_secret": secret_of(MP_TOKEN)},
    "asaas": {**COMMON, "secret_key": "$aact_prod_primeira", "environment": "production"},
}


@purposes.register
class Bill(Purpose):
    """What tests ask payments for: of somebody of whom everything is known."""

    kind = "bill"

    def payer(self) -> Payer:
        address = {"cep": "01310100", "street": "Avenida Paulista", "number": "900"}
        address |= {"district": "Bela Vista", "city": "São Paulo", "state": "SP"}
        return Payer(
            name="Ana Lima",
            email="ana@example.com",
            document="12345678909",
            phone="+5531999998888",
            address=address,
        )


class Desks:
    """What a test tells the gateways to do, and the webhooks that wait to be delivered."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.link = httpx.Client(base_url=server.origin, timeout=60, verify=PLAIN)
        server.notices.held = []

    def tell(self, what: str, **asked: Any) -> Any:
        answer = self.link.post(f"/_sim/{what}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, payment: Payment, verb: str, **asked: Any) -> Any:
        """Something happens to the last charge of a payment."""
        charge = payment.hosted.latest("number")
        return self.tell(f"{charge.provider}/{verb}", key=charge.remote_id, **asked)

    def break_next(self, match: str, action: str, times: int = 1, **asked: Any) -> None:
        self.tell("faults", match=match, action=action, times=times, **asked)

    def letters(self) -> list[Any]:
        """Take the webhooks that wait."""
        held, self.server.notices.held = self.server.notices.held or [], []
        return held

    def count(self, kind: str, what: str) -> int:
        return len(self.server.desks[kind].every(what))


def deliver(client: Any, letter: Any, *, body: str = "") -> int:
    """Post a webhook as it came, and say how it was answered."""
    parts = urlsplit(letter.url)
    answer = client.post(
        f"{parts.path}?{parts.query}",
        body or letter.body,
        content_type="application/json",
        headers=letter.headers,
    )
    return int(answer.status_code)


def set_up(kind: str, **changes: Any) -> None:
    """The tenant offers everything by that gateway."""
    configure_gateway(kind, is_enabled=True, settings=SETTINGS[kind] | changes, actor=None)
    work()


def ask(choice: str, key: str = "bill-1", amount: str = "50.00") -> Payment:
    """Ask for a payment, and let a worker make its charge."""
    payment = request_payment(
        key=key, reference=key, amount=Decimal(amount), currency="BRL", gateway=choice
    )
    work()
    payment.refresh_from_db()
    return payment


def settings_of(kind: str) -> dict[str, Any]:
    return dict(GatewayAccount.objects.get(kind=kind).settings)


def books(payment: Payment) -> tuple[Any, ...]:
    """All that must be the same, in whatever order webhooks came."""
    payment.refresh_from_db()
    rows = LedgerEntry.objects.filter(payment=payment).order_by("kind", "provider_event")
    charge = payment.hosted.latest("number")
    receipts = PixReceipt.objects.order_by("e2eid").values_list("e2eid", "amount", "problem")
    return (
        payment.status,
        [(kind, str(amount)) for kind, amount in rows.values_list("kind", "amount")],
        charge.outcome,
        list(receipts),
        sorted(LedgerEntry.objects.filter(payment=None).values_list("kind", "amount")),
    )
