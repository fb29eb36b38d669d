"""What happens at Mercado Pago beside its API: people pay, banks dispute, webhooks leave."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simulator.gateways.desk import Desk, Refusal, Sale, new_id, now
from simulator.gateways.notices import Letter
from simulator.psp.store import Document

OWNER = 44  # the user whose account every pretend token is


class MercadoPagoPayer(Desk):
    """The payer's side, and what the gateway tells of it."""

    def _next_id(self) -> int:
        return 10_000_000_000 + len(self.every("payment")) * 17 + now() % 100_000 * 1000

    def _new(self, account: str, pk: int, cents: int, asked: Document) -> Document:
        return {
            "id": pk,
            "status": "pending",
            "status_detail": "pending_waiting_transfer",
            "currency_id": "BRL",
            "transaction_amount": cents / 100,
            "transaction_amount_refunded": 0,
            "collector_id": OWNER,
            "description": asked.get("description", ""),
            "payment_method_id": asked.get("payment_method_id"),
            "payment_type_id": "bank_transfer",
            "external_reference": asked.get("external_reference"),
            "date_created": stamp(),
            "date_approved": None,
            "date_of_expiration": asked.get("date_of_expiration"),
            "refunds": [],
            "x_url": asked.get("notification_url", ""),
            "x_back": asked.get("callback_url", ""),
        }

    def _known(self, account: str, pk: str) -> Document:
        found = self.get("payment", account, pk)
        if found is None:
            raise Refusal(404, {"message": "Payment not found", "error": "not_found"})
        return found

    def _refunded(self, account: str, pk: str, amount: Any, asked: Document) -> Document:
        found = self._known(account, pk)
        left = found["transaction_amount"] - found["transaction_amount_refunded"]
        amount = left if amount is None else amount
        if found["status"] != "approved" or amount > left + 0.001:
            raise Refusal(400, {"message": "Invalid amount to refund"})
        state = "in_process" if self.refunds_wait else "approved"
        state = "rejected" if self.refunds_fail else state
        refund = {
            "id": now() * 1000 + len(found["refunds"]),
            "payment_id": int(pk),
            "amount": amount,
            "status": state,
            "date_created": stamp(),
        }
        found["refunds"].append(refund)
        if state == "approved":
            _count(found, amount)
        self.put("payment", account, pk, found)
        self.announce(account, pk, "payment.updated", asked)
        return refund

    def act(self, verb: str, key: str, asked: Document) -> Any:
        if "-" in key:
            account, preference = self.place_of("preference", key)
            pk = self._card_payment(account, preference, verb)
        else:
            account, _payment = self.place_of("payment", key)
            pk = key
        if asked.get("deliver") == "lie":
            return self.announce(account, pk, "payment.updated", asked)
        found = getattr(self, f"_{verb}")(self._known(account, pk), asked)
        self.put("payment", account, pk, found)
        self.announce(account, pk, "payment.updated", asked)
        return shown(found)

    def _card_payment(self, account: str, preference: Document, verb: str) -> str:
        """The payment of a preference: another one after each that was refused."""
        if verb == "expire":
            preference["x_over"] = True
            self.put("preference", account, preference["id"], preference)
        known = [
            one for one in self.every("payment", account) if one.get("x_of") == preference["id"]
        ]
        if known and known[-1]["status"] != "rejected":
            return str(known[-1]["id"])
        pk = self._next_id()
        asked = {**preference, "payment_method_id": "visa", "description": preference["x_title"]}
        made = self._new(account, pk, preference["x_cents"], asked)
        made |= {"payment_type_id": "credit_card", "x_of": preference["id"]}
        self.put("payment", account, str(pk), made)
        return str(pk)

    def _pay(self, found: Document, asked: Document) -> Document:
        if found["status"] != "pending" and not asked.get("force"):
            raise Refusal(409, {"message": "Esta cobrança não pode mais ser paga."})
        if cents := asked.get("cents"):
            found["transaction_amount"] = cents / 100
        if collector := asked.get("collector"):
            found["collector_id"] = collector
        approved = {"status": "approved", "status_detail": "accredited", "date_approved": stamp()}
        return found | approved

    def _refuse(self, found: Document, asked: Document) -> Document:
        return found | {"status": "rejected", "status_detail": "cc_rejected_other_reason"}

    def _expire(self, found: Document, asked: Document) -> Document:
        return found | {"status": "cancelled", "status_detail": "expired"}

    def _refund(self, found: Document, asked: Document) -> Document:
        """Somebody refunds it in Mercado Pago's own panel."""
        left = found["transaction_amount"] - found["transaction_amount_refunded"]
        amount = asked["cents"] / 100 if asked.get("cents") else left
        row = {"id": now() * 1000 + 500 + len(found["refunds"]), "payment_id": found["id"]}
        found["refunds"].append({**row, "amount": amount, "status": "approved"})
        _count(found, amount)
        return found

    def _finish(self, found: Document, asked: Document) -> Document:
        for refund in found["refunds"]:
            if refund["status"] == "in_process":
                refund["status"] = "approved"
                _count(found, refund["amount"])
        return found

    def _dispute(self, found: Document, asked: Document) -> Document:
        return found | {"status": "charged_back", "status_detail": "in_process"}

    def _win(self, found: Document, asked: Document) -> Document:
        return found | {"status": "charged_back", "status_detail": "reimbursed"}

    def announce(self, account: str, pk: Any, action: str, asked: Document) -> None:
        found = self.get("payment", account, str(pk)) or {}
        if not found.get("x_url"):
            return
        event = {
            "id": time.time_ns() // 1000,
            "live_mode": True,
            "type": "payment",
            "date_created": stamp(),
            "user_id": OWNER,
            "api_version": "v1",
            "action": action,
            "data": {"id": str(pk)},
        }
        request_id = new_id("req-", 20)
        query = urlencode({"data.id": pk, "type": "payment"})
        headers = sign(secret_of(account), str(pk), request_id, str(asked.get("deliver")))
        joint = "&" if "?" in found["x_url"] else "?"
        self.tell([Letter(f"{found['x_url']}{joint}{query}", json.dumps(event), headers)], asked)

    def sales(self) -> list[Sale]:
        pages = [self._page(one) for one in self.every("preference")]
        own = [_sale(one) for one in self.every("payment") if "x_of" not in one]
        return [*pages[::-1], *own[::-1]]

    def _page(self, preference: Document) -> Sale:
        paid = [one for one in self.every("payment") if one.get("x_of") == preference["id"]]
        last = paid[-1] if paid else {"status": "open", "status_detail": ""}
        state = {"approved": "paid", "charged_back": "paid", "refunded": "paid"}
        own = state.get(last["status"], "over" if preference["x_over"] else "open")
        back = (preference.get("back_urls") or {}).get("success", "")
        cents, told = preference["x_cents"], f"{last['status']} {last['status_detail']}"
        return Sale(preference["id"], preference["x_title"], cents, "card", own, told, back)


def _sale(payment: Document) -> Sale:
    states = {"pending": "open", "cancelled": "over", "rejected": "over"}
    method = "pix" if payment["payment_method_id"] == "pix" else "boleto"
    line = (payment.get("transaction_details") or {}).get("digitable_line", "")
    return Sale(
        key=str(payment["id"]),
        title=payment["description"],
        cents=round(payment["transaction_amount"] * 100),
        method=method,
        state=states.get(payment["status"], "paid"),
        told=f"{payment['status']} {payment['status_detail']}",
        back=payment["x_back"],
        line=line,
    )


def _count(found: Document, amount: float) -> None:
    found["transaction_amount_refunded"] = round(found["transaction_amount_refunded"] + amount, 2)
    is_whole = found["transaction_amount_refunded"] >= found["transaction_amount"]
    if is_whole:
        found |= {"status": "refunded", "status_detail": "refunded"}
    else:
        found["status_detail"] = "partially_refunded"


def secret_of(token: str) -> str:
    """The secret signature of the application that a token is of, as its panel would show it."""
    return hashlib.sha256(f"app-of-{token}".encode()).hexdigest()


def sign(secret: str, pk: str, request_id: str, deliver: str = "once") -> dict[str, str]:
    """The headers that Mercado Pago signs with; wrong or missing if told to."""
    if deliver == "unsigned":
        return {"x-request-id": request_id}
    ts = str(now() * 1000)
    key = "of somebody else" if deliver == "forged" else secret
    manifest = f"id:{pk};request-id:{request_id};ts:{ts};"
    digest = hmac.new(key.encode(), manifest.encode(), hashlib.sha256).hexdigest()
    return {"x-signature": f"ts={ts},v1={digest}", "x-request-id": request_id}


def stamp() -> str:
    brasilia = datetime.now(UTC) - timedelta(hours=3)
    return brasilia.strftime("%Y-%m-%dT%H:%M:%S.") + f"{brasilia.microsecond // 1000:03d}-03:00"


def shown(found: Document) -> Document:
    return {name: value for name, value in found.items() if not name.startswith("x_")}
